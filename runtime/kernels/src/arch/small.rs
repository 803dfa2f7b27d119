//! Armv6-M and Armv8-M Baseline, where most instructions reach eight registers: the loop in
//! assembly for which LLVM has too few of them.
#![allow(unsafe_code)]

mod dot;

pub(crate) use dot::dot;

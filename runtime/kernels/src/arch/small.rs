//! Armv6-M and Armv8-M Baseline, where most instructions reach eight registers and a product has 32 bits: the loop
//! in assembly for which LLVM has too few registers.

mod dot;

pub(crate) use dot::dot;

/// Products of 64 bits are calls.
pub(crate) const HAS_LONG_PRODUCTS: bool = false;

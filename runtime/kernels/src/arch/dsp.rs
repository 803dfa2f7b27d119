//! Armv7E-M and Armv8-M Mainline with the DSP extension: whole loops in assembly.
//!
//! The only module besides [`crate::bytes`] that needs `unsafe`.
#![allow(unsafe_code)]

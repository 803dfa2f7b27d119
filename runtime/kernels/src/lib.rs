//! Exact kernels on int8 and f32, and the layouts of their weights, without allocation.
//!
//! Numerics are those of TensorFlow Lite Micro's reference kernels, byte for byte. Shapes are
//! types: an activation of batch `N`, height `H`, width `W` and `C` channels is a
//! `[[[[i8; C]; W]; H]; N]`, so every bound is known at compile time and no panic remains.
//!
//! [`op`] has the operators: their mathematics, the proofs of their ranges and their loops over
//! output rows. [`arch`] has the inner loops, one folder per instruction set; `portable` is the
//! definition. [`layout`] is the contract between the packer (on the host) and the kernels.
#![no_std]

#[cfg(any(test, feature = "pack"))]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod arch;
mod at;
pub mod binary;
pub mod bytes;
pub mod fixed_point;
pub mod integer;
pub mod interpolate;
pub mod layout;
pub mod op;
pub mod overlap;
pub mod profile;
pub mod requantize;
pub mod stream;

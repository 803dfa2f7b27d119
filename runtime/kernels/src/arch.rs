//! Inner loops by instruction set. An instruction set replaces whole loops, never single instructions.
//!
//! `portable` is the definition of each loop, in safe Rust for every target. Another folder has the loops that an
//! instruction set computes in its own way, and `select` is the one table of them. The build script names the
//! target's instruction set in `cfg(arch)`. `dsp` also has kernels for layouts of its own, which the compiler's DSP
//! backend calls; `small` runs the code of the portable backend.

mod expand;
mod portable;
mod select;

#[cfg(arch = "dsp")]
pub mod dsp;
#[cfg(arch = "small")]
mod small;
#[cfg(test)]
mod template;

// The loops that are the same on every instruction set.
pub(crate) use portable::{
    Filters, LANES, Word, depthwise_conv_2d_pixel, dot_of_nibbles, keep_rolled, matmul, maximum,
    move_each_on, sum,
};
pub(crate) use select::*;

//! The definition: plain safe Rust for every target.

mod copy;
mod depthwise_conv_2d;
#[cfg(not(core = "small"))]
mod dot;
#[cfg(not(arch = "dsp"))]
mod dots;
mod matmul;
mod reduce;

pub(crate) use copy::copy;
pub(crate) use depthwise_conv_2d::depthwise_conv_2d_pixel;
#[cfg(not(core = "small"))]
pub(crate) use dot::dot;
#[cfg(not(arch = "dsp"))]
pub(crate) use dots::{dots, lanes};
pub(crate) use matmul::{Filters, keep_rolled, matmul};
#[cfg(not(arch = "dsp"))]
pub(crate) use reduce::sum_of_blocks;
pub(crate) use reduce::{LANES, maximum, sum};

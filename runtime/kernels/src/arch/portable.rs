//! The definition: plain safe Rust for every target.

mod depthwise_conv_2d;
#[cfg(not(core = "small"))]
mod dot;
#[cfg(not(arch = "dsp"))]
mod dots;
mod matmul;
mod move_on;
mod nibbles;
mod reduce;

pub(crate) use depthwise_conv_2d::depthwise_conv_2d_pixel;
#[cfg(not(core = "small"))]
pub(crate) use dot::dot;
#[cfg(not(arch = "dsp"))]
pub(crate) use dots::{dots, dots_of_bytes, lanes};
pub(crate) use matmul::{Filters, Word, keep_rolled, matmul};
pub(crate) use move_on::move_each_on;
#[cfg(not(arch = "dsp"))]
pub(crate) use move_on::{move_bytes_on, move_on};
pub(crate) use nibbles::dot_of_nibbles;
#[cfg(not(arch = "dsp"))]
pub(crate) use reduce::sum_of_blocks;
pub(crate) use reduce::{LANES, maximum, sum};

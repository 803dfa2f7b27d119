//! The definition: plain safe Rust for every target.
//!
//! A target compiles all of it, including the loops that its instruction set replaces.

mod depthwise_conv_2d;
mod dot;
mod dot_rows;
mod dot_taps;
mod elementwise;
mod matmul;
mod nibbles;
mod reduce;
mod svdf_state;

pub(crate) use crate::bytes::copy;
pub(crate) use depthwise_conv_2d::depthwise_conv_2d_pixel;
pub(crate) use dot::dot;
pub(crate) use dot_rows::{dots, dots_of_bytes};
pub(crate) use dot_taps::lanes;
pub(crate) use elementwise::{add, mul};
pub(crate) use matmul::{Filters, Word, keep_rolled, matmul};
pub(crate) use nibbles::dot_of_nibbles;
pub(crate) use reduce::{
    LANES, maximum, maximum as maximum_of_lanes, sum, sum as sum_of_lanes, sum_of_blocks,
};
pub(crate) use svdf_state::{move_bytes_on, move_each_on, move_on};

/// Whether a product of 64 bits is a few instructions.
pub(crate) const HAS_LONG_PRODUCTS: bool = true;

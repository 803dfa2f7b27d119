//! The definition: plain safe Rust for every target.

mod depthwise_conv_2d;
mod matmul;

pub(crate) use depthwise_conv_2d::depthwise_conv_2d_pixel;
pub(crate) use matmul::{Filters, keep_rolled, matmul};

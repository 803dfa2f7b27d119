//! The definition: plain safe Rust for every target.

mod conv_2d;
mod depthwise_conv_2d;

pub(crate) use conv_2d::conv_2d_pixel;
pub(crate) use depthwise_conv_2d::depthwise_conv_2d_pixel;

//! Operators on f32, for models that are not quantized.
//!
//! Semantics: TFLM's reference kernels. Sums are of f32 and in the reference's order, so that without
//! a fused multiply-add they are equal to the last bit. No f64 is used, and `libm` only in the
//! functions that need it: on a core without a floating-point unit every operation is a call.

mod average_pool_2d;
mod circle;
mod conv_2d;
mod dense;
mod depthwise_conv_2d;
mod fully_connected;
pub mod function;
pub mod hybrid;
mod l2_normalization;
mod l2_pool_2d;
mod log_softmax;
mod max_pool_2d;
mod mean;
pub mod overlap;
mod range;
mod softmax;
mod weight;

pub use average_pool_2d::average_pool_2d;
pub use conv_2d::{Conv2d, conv_2d};
pub use depthwise_conv_2d::depthwise_conv_2d;
pub use fully_connected::fully_connected;
pub use l2_normalization::l2_normalization;
pub use l2_pool_2d::l2_pool_2d;
pub use log_softmax::log_softmax;
pub use max_pool_2d::max_pool_2d;
pub use mean::mean;
pub use range::Range;
pub use softmax::softmax;
pub use weight::Weight;

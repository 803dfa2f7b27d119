//! Operators on int16 activations, which have no zero points.
//!
//! Layers with weights are in [`layer`](crate::op::layer), elementwise operators in
//! [`map`](crate::op::map()) and [`zip`](crate::op::zip()).

mod average_pool_2d;
mod max_pool_2d;
mod mean;
pub mod overlap;
mod softmax;
mod tables;

pub use average_pool_2d::average_pool_2d;
pub use max_pool_2d::max_pool_2d;
pub use mean::mean;
pub use softmax::softmax;

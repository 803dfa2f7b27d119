//! From quantizations to the parameters of kernels, derived exactly as in TFLM's and LiteRT's `Prepare` functions.
//!
//! Any reader of models may call these functions: they know quantizations, and no format of files. Where kernels do
//! not take the scales of an operator they return an [`Unfit`], and the reader says where.

mod arithmetic;
mod fixed;
mod function;
mod layer;
mod lstm;
mod mean;
mod range;
mod resize;
mod rows;
mod scale;
mod scaling;
mod svdf;
mod unfit;

pub use arithmetic::{comparison, difference_of_squares, prelu, product, quotient, sum, sums};
pub use fixed::{LOGARITHMS, PROBABILITIES, PROBABILITIES_OF_INT16, Q0_7, Q0_15, Q3_12, is_near};
pub use function::{Ends, hard_swish, leaky_relu, logistic, tanh};
pub use layer::{
    channel_scales, expect_bias_of_sums, expect_wide, products, row_sums, scale_of_uint8,
};
pub use lstm::{cells, gate};
pub use mean::{mean, total};
pub use range::{Interval, limits};
pub use resize::Resized;
pub use rows::{log_softmax, softmax, softmax_of_int16};
pub use scale::{factor, frexp, input_radius, nearest_power_of_two, scale};
pub use scaling::{logistic_of_int16, tanh_of_int16};
pub use svdf::{expect_bias_of_svdf, folded, svdf};
pub use unfit::Unfit;

pub use crate::graph::{Quantization, of_int8};

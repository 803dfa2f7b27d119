//! From quantizations to the parameters of kernels, derived exactly as in TFLM's and LiteRT's `Prepare` functions.
//!
//! Any reader of models may call these functions: they know quantizations, and no format of files.

mod arithmetic;
mod function;
mod mean;
mod range;
mod rows;
mod scale;

pub use arithmetic::{difference_of_squares, output_of_terms, prelu, product, quotient, sum};
pub use function::{Ends, hard_swish, leaky_relu, saturating};
pub use mean::over_count;
pub use range::{limits, range};
pub use rows::{log_softmax, softmax};
pub use scale::{factor, frexp, input_radius, nearest_power_of_two, scale};

use std::fmt;

pub use crate::graph::{Quantization, of_int8};

/// What a kernel cannot take: a clause about the scales of an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! MEAN, and SUM of integers.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;

/// A mean. `kept` and `reduced` are (length, stride in elements) of the input's dimensions, with neighbours merged;
/// `kept` is in the output's order.
#[derive(Debug, Clone)]
pub struct Mean {
    /// The arithmetic.
    pub numbers: Averages,
    /// Dimensions of the output.
    pub kept: Vec<(usize, usize)>,
    /// Dimensions that are summed over.
    pub reduced: Vec<(usize, usize)>,
}

/// The numbers of a [`Mean`].
#[derive(Debug, Clone, Copy)]
pub enum Averages {
    /// int8.
    Int8(op::Mean),
    /// int16.
    Int16(op::Mean),
    /// float32, with the range of the output.
    Float(Range),
}

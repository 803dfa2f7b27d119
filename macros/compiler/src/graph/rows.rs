//! SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION: functions of each row by itself.

use tiny_model_kernels::op;
use tiny_model_kernels::requantize::Scale;

/// A function of rows.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The function.
    pub function: RowFunction,
    /// Number of rows.
    pub rows: usize,
    /// Elements of a row.
    pub classes: usize,
}

/// A function of a row, and its numbers.
#[derive(Debug, Clone, Copy)]
pub enum RowFunction {
    /// SOFTMAX.
    Softmax(Softmax),
    /// LOG_SOFTMAX.
    LogSoftmax(LogSoftmax),
    /// L2_NORMALIZATION.
    L2Normalization(L2Normalization),
}

/// The numbers of SOFTMAX.
#[derive(Debug, Clone, Copy)]
pub enum Softmax {
    /// int8.
    Int8(op::Softmax),
    /// From int8 to int16.
    Int8ToInt16(op::Softmax),
    /// int16, with beta times the input's scale, over `10 / 65535`.
    Int16(Scale),
    /// float32, with beta.
    Float(f32),
}

/// The numbers of LOG_SOFTMAX.
#[derive(Debug, Clone, Copy)]
pub enum LogSoftmax {
    /// int8.
    Int8(op::LogSoftmax),
    /// float32.
    Float,
}

/// The numbers of L2_NORMALIZATION.
#[derive(Debug, Clone, Copy)]
pub enum L2Normalization {
    /// int8, with the input's zero point.
    Int8(i32),
    /// float32.
    Float,
}

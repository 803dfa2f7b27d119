//! Scales that kernels do not take.

/// Why kernels do not take the scales of an operator. A reader says it of the operator, with its place and name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unfit {
    /// The factor from inputs to an output, which no fixed point holds.
    Factor(f64),
    /// The factor from inputs to the gates of an LSTM, which is too large for sums in int64.
    Gates(f64),
    /// A factor from inputs to an output that is too large for sums in int64.
    WideSums,
    /// The output of ADD or SUB has finer steps than the terms: by such a factor, or a larger one.
    FineSum(u64),
    /// The output of CUMSUM or ADD_N has finer steps than the terms.
    FineSums,
    /// The output of HARD_SWISH has finer steps than a 128th of its input's.
    FineHardSwish,
    /// The scale of an input of int16 to LOGISTIC or TANH, which is too large for a table.
    CoarseInt16(f32),
    /// The scale of the cells of an LSTM, which is too large or too small for TANH.
    Cells(f32),
    /// A scale of int8 values that are compared is 1 or more.
    CoarseComparison,
}

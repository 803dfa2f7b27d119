//! ADD, SUB, MUL, DIV, SQUARED_DIFFERENCE, FLOOR_DIV and FLOOR_MOD of numbers without a quantization, clamped by
//! the fused activation.
//!
//! Semantics: TFLM's `reference_ops::Add`, `Sub`, `Mul`, `Div` and `SquaredDifference`, with
//! `ActivationFunctionWithMinMax`, and LiteRT's `FloorDiv` and `FloorMod`, which fail where integers have no
//! quotient. Where C++ leaves an overflow undefined, integers wrap here.

use crate::op::{Binary, Number};

/// A binary function of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `x1 + x2`
    Sum,
    /// `x1 − x2`
    Difference,
    /// `x1 · x2`
    Product,
    /// `x1 / x2`
    Quotient,
    /// `(x1 − x2)²`
    SquaredDifference,
    /// `⌊x1 / x2⌋`
    FloorQuotient,
    /// `x1 − ⌊x1 / x2⌋ · x2`
    FloorRemainder,
}

/// A function of two numbers and the range of its output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainArithmetic<T> {
    /// The function.
    pub function: Function,
    /// Smallest output.
    pub min: T,
    /// Largest output.
    pub max: T,
}

impl<T: Number> Binary for PlainArithmetic<T> {
    type X = T;
    type Y = T;

    #[inline(always)]
    fn apply(&self, x1: T, x2: T) -> T {
        let y = match self.function {
            Function::Sum => x1.plus(x2),
            Function::Difference => x1.minus(x2),
            Function::Product => x1.times(x2),
            Function::Quotient => x1.over(x2),
            Function::SquaredDifference => x1.minus(x2).times(x1.minus(x2)),
            Function::FloorQuotient => x1.over_down(x2),
            Function::FloorRemainder => x1.modulo(x2),
        };
        // NaN stays NaN.
        let y = if y < self.min { self.min } else { y };
        if y > self.max { self.max } else { y }
    }
}

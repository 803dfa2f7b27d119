//! ABS: `y = clamp(zp_y + scale · |x − zp_x|)`.
//!
//! Semantics: TFLM's `AbsEvalQuantized`, which does not scale where the factor is 1; scaling by 1 gives the
//! same result. Range: `|x − zp_x|` is below `2^8`, for int16 at most `2^15`.

use crate::integer::Integer;
use crate::requantize::{Output, Scale};

/// The parameters of an absolute value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abs {
    /// The input's zero point.
    pub input_zero_point: i32,
    /// The input's scale over the output's.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Abs {
    /// Returns the output for one input.
    #[inline]
    pub fn apply<T: Integer>(&self, x: T) -> T {
        let magnitude = x.into().wrapping_sub(self.input_zero_point).wrapping_abs();
        self.output.clamp_as(self.scale.apply(magnitude))
    }
}

//! ABS: `y = clamp(zp_y + scale · |x − zp_x|)`.
//!
//! Semantics: TFLM's `AbsEvalQuantized`. Where the factor is 1 it does not scale, which is the same. Range:
//! `|x − zp_x|` is below `2^8`, for int16 at most `2^15`.

use crate::integer::Integer;
use crate::requantize::{Output, Scale};

/// What an absolute value needs besides its input.
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
    /// The output for one input.
    #[inline]
    pub fn apply<T: Integer>(&self, x: T) -> T {
        let magnitude = x.into().wrapping_sub(self.input_zero_point).wrapping_abs();
        self.output.clamp_as(self.scale.apply(magnitude))
    }
}

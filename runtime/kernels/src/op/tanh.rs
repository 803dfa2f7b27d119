//! TANH: `y = 128 · tanh x`, by gemmlowp's fixed point.
//!
//! Semantics: TFLM's `reference_integer_ops::Tanh` for int8; the parameters are the same as those
//! of [`Logistic`](crate::op::Logistic). The output's scale is 1/128, its zero point 0.

use crate::fixed_point;
use crate::requantize::{Scale, rounding_shift_right};

/// The parameters of a hyperbolic tangent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tanh {
    /// The input's zero point.
    pub input_zero_point: i32,
    /// The magnitude from which on differences from the zero point saturate.
    pub input_radius: i32,
    /// The input's scale times `2^27`.
    pub scale: Scale,
}

impl Tanh {
    /// Returns the output for one input.
    pub fn apply(&self, x: i8) -> i8 {
        let x = i32::from(x) - self.input_zero_point;
        if x <= -self.input_radius {
            i8::MIN
        } else if x >= self.input_radius {
            i8::MAX
        } else {
            let y = fixed_point::tanh(self.scale.apply(x));
            rounding_shift_right(y, 31 - 7).clamp(-128, 127) as i8
        }
    }
}

//! LOGISTIC: `y = 256 / (1 + e^−x) − 128`, by gemmlowp's fixed point.
//!
//! Semantics: TFLM's `reference_integer_ops::Logistic` for int8. The input is scaled to Q4.27 by
//! `scale_x · 2^27 = multiplier · 2^(shift − 31)` (`frexp` and `round`, not `QuantizeMultiplier`).
//! From `radius = ⌊15 · 2^27 / 2^shift⌋` on (`CalculateInputRadius(4, shift, 31)`) the output is
//! saturated, so `|x| · 2^shift < 15 · 2^27` does not overflow. The output's scale is 1/256, its
//! zero point −128.

use crate::fixed_point;
use crate::requantize::{Scale, rounding_shift_right};

/// The parameters of a logistic function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logistic {
    /// The input's zero point.
    pub input_zero_point: i32,
    /// The magnitude from which on differences from the zero point saturate.
    pub input_radius: i32,
    /// The input's scale times `2^27`.
    pub scale: Scale,
}

impl Logistic {
    /// Returns the output for one input.
    pub fn apply(&self, x: i8) -> i8 {
        let x = i32::from(x) - self.input_zero_point;
        if x <= -self.input_radius {
            i8::MIN
        } else if x >= self.input_radius {
            i8::MAX
        } else {
            let y = fixed_point::logistic(self.scale.apply(x));
            (rounding_shift_right(y, 31 - 8) - 128).min(127) as i8
        }
    }
}

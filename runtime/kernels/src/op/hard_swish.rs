//! HARD_SWISH: `y = x · min(6, max(0, x + 3)) / 6`, in 16-bit fixed point.
//!
//! Semantics: TFLM's `reference_ops::HardSwish<int8_t>`, its roundings and saturations one by one.
//! With `hires = scale_x / 128`, the two factors are quotients that are split by `QuantizeMultiplier`;
//! `DownScaleInt32ToInt16Multiplier` then keeps 16 bits.

/// The parameters of a hard swish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HardSwish {
    /// The input's zero point.
    pub input_zero_point: i16,
    /// The output's zero point.
    pub output_zero_point: i16,
    /// Significand of `hires / scale_y`, in Q15.
    pub output_multiplier: i16,
    /// Exponent of `hires / scale_y`, at most 0 (TFLM fails above).
    pub output_exponent: i32,
    /// Significand of `hires / (3 / 32768)`, in Q15.
    pub reluish_multiplier: i16,
    /// Exponent of `hires / (3 / 32768)`.
    pub reluish_exponent: i32,
}

impl HardSwish {
    /// Returns the output for one input.
    pub fn apply(&self, x: i8) -> i8 {
        // |x − zp_x| ≤ 255, so a shift by 7 bits stays within i16.
        let hires = (i16::from(x) - self.input_zero_point) << 7;
        let unshifted = doubling_high_mul(hires, self.output_multiplier);
        // min(6, max(0, x + 3)) / 6 in Q15: x over [−3, 3], saturated, then halved and offset.
        let exponent = self.reluish_exponent;
        let mut reluish = hires;
        if exponent > 0 {
            reluish = shift_left(reluish, exponent - 1);
        }
        reluish = doubling_high_mul(reluish, self.reluish_multiplier);
        if exponent > 0 {
            reluish = shift_left(reluish, 1);
        } else if exponent < 0 {
            reluish = rounding_shift_right(reluish, -exponent);
        }
        let reluish = (i32::from(reluish) + (1 << 15)) >> 1;
        // The division truncates, which cancels the bias of the roundings above.
        let product = (reluish * i32::from(unshifted) / (1 << 15)) as i16;
        let y = rounding_shift_right(product, -self.output_exponent)
            .wrapping_add(self.output_zero_point);
        y.min(i8::MAX.into()).max(i8::MIN.into()) as i8
    }
}

/// gemmlowp's 16-bit `SaturatingRoundingDoublingHighMul` for `0 ≤ b`: `⌊(a·b + 2^14) / 2^15⌋`, as
/// [`crate::requantize::doubling_high_mul`].
fn doubling_high_mul(a: i16, b: i16) -> i16 {
    ((i32::from(a) * i32::from(b) + (1 << 14)) >> 15) as i16
}

/// `SaturatingLeftShift`; beyond 16 bits every value but 0 is saturated.
fn shift_left(x: i16, amount: i32) -> i16 {
    let shifted = i64::from(x) << amount.min(16);
    shifted.min(i16::MAX.into()).max(i16::MIN.into()) as i16
}

/// gemmlowp's `RoundingDivideByPOT` with its 16-bit mask: for exponents of 16 and more the mask is
/// −1, and the result is −1 for negative `x`, 1 for others.
fn rounding_shift_right(x: i16, exponent: i32) -> i16 {
    let mask = ((1i64 << exponent.min(31)) - 1) as i16;
    let threshold = (mask >> 1) + i16::from(x < 0);
    (i32::from(x) >> exponent.min(31)) as i16 + i16::from((x & mask) > threshold)
}

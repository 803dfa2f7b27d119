//! DIV of int8: `y = clamp(zp_y + scale · (x1 − zp_1) / (x2 − zp_2))`.
//!
//! Semantics: TFLM's `DivElementwise`. The quotient is the product with `GetReciprocal` in Q0.31, at as many
//! bits as the dividend has room for. Where the reference has no defined result, this kernel has one: a
//! divisor of 0 gives the end of the range on the dividend's side, and a quotient so far below one step that
//! the reference would shift by more than 31 bits is rounded to 0.

use crate::fixed_point::one_over_one_plus_x;
use crate::op::Binary;
use crate::requantize::{Output, Scale, doubling_high_mul, rounding_shift_right};

/// The parameters of a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Divide {
    /// Minus the first input's zero point.
    pub input1_offset: i32,
    /// Minus the second input's zero point.
    pub input2_offset: i32,
    /// The quotient of the inputs' scales over the output's.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Binary for Divide {
    type X = i8;
    type Y = i8;

    #[inline(always)]
    fn apply(&self, x1: i8, x2: i8) -> i8 {
        let x1 = i32::from(x1).wrapping_add(self.input1_offset);
        let x2 = i32::from(x2).wrapping_add(self.input2_offset);
        let (x1, x2) = if x2 < 0 {
            (x1.wrapping_neg(), x2.wrapping_neg())
        } else {
            (x1, x2)
        };
        if x2 == 0 {
            return self.output.clamp(x1.signum() << 16);
        }
        // 2^31 ≤ x2 · 2^zeros < 2^32: the bits after the first are a value in [0, 1) as Q0.31.
        let zeros = x2.leading_zeros();
        let fraction = (x2.wrapping_shl(zeros) & i32::MAX) as u32;
        let reciprocal = one_over_one_plus_x(fraction.cast_signed());
        let headroom = (x1 ^ (x1 >> 31)).leading_zeros().wrapping_sub(1);
        let quotient = doubling_high_mul(x1.wrapping_shl(headroom), reciprocal);
        // The reciprocal is 2^(31 − zeros) times too large.
        let shift = (31 - zeros as i32 + headroom as i32).wrapping_sub(self.scale.shift);
        let scaled = doubling_high_mul(quotient, self.scale.multiplier);
        self.output
            .clamp(rounding_shift_right(scaled, shift.clamp(0, 31) as u32))
    }
}

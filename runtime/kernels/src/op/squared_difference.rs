//! SQUARED_DIFFERENCE: `y = clamp(zp_y + s_y · (s_1 · 2^k (x1 − zp_1) − s_2 · 2^k (x2 − zp_2))²)`.
//!
//! Semantics: TFLM's `SquaredDifference`, with `k = 7` for int8 and 0 for int16. The input scales are
//! relative to twice the larger of the two, so they are at most one half. Range: an input difference is
//! below `2^15` when shifted and `2^14` when scaled; for int16 below `2^16` and `2^15`. The difference
//! of two may have one bit more, and the square of a difference of int16 wraps beyond `2^31`, as TFLM's
//! does.

use crate::integer::Integer;
use crate::requantize::{Output, Scale};

/// The parameters of a squared difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SquaredDifference {
    /// Minus the first input's zero point.
    pub input1_offset: i32,
    /// Minus the second input's zero point.
    pub input2_offset: i32,
    /// Bits that the inputs gain before they are scaled.
    pub left_shift: u32,
    /// The first input's scale over twice the larger input scale: `shift ≤ 0`.
    pub input1: Scale,
    /// The second input's scale over twice the larger input scale: `shift ≤ 0`.
    pub input2: Scale,
    /// The square of twice the larger input scale over `2^(2k)` of the output's.
    pub output_scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl SquaredDifference {
    /// Returns the output for one pair.
    #[inline(always)]
    pub fn apply<T: Integer>(&self, x1: T, x2: T) -> T {
        let x1 = x1.into().wrapping_add(self.input1_offset);
        let x2 = x2.into().wrapping_add(self.input2_offset);
        let x1 = self.input1.apply(x1.wrapping_shl(self.left_shift));
        let x2 = self.input2.apply(x2.wrapping_shl(self.left_shift));
        let difference = x1.wrapping_sub(x2);
        let square = difference.wrapping_mul(difference);
        self.output.clamp_as(self.output_scale.apply(square))
    }
}

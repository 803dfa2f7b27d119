//! ADD: `y = clamp(zp_y + s_y · (s_1 · 2^20 (x1 − zp_1) + s_2 · 2^20 (x2 − zp_2)))`.
//!
//! Semantics: TFLM's `reference_integer_ops::AddFunc`. The input scales are relative to twice the
//! larger of the two, so they are at most one half; all three scales are below one. Range: an input
//! difference is below `2^8`, below `2^28` when shifted, and below `2^27` when scaled, so the sum
//! stays below `2^28`.
//!
//! int16 inputs are shifted by 15: a shifted difference is below `2^31`, because a difference is
//! below `2^16`.

use crate::arch;
use crate::bytes::Io;
use crate::integer::Integer;
use crate::op::Binary;
use crate::requantize::{Output, Scale};

/// Bits that int8 inputs gain before they are scaled, so that the rounding error is far below one
/// step of the output.
const LEFT_SHIFT: u32 = 20;
/// Bits that int16 inputs gain.
const LEFT_SHIFT_OF_INT16: u32 = 15;

/// The parameters of an addition: TFLM's `ArithmeticParams`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Add {
    /// Minus the first input's zero point.
    pub input1_offset: i32,
    /// Minus the second input's zero point.
    pub input2_offset: i32,
    /// The first input's scale over twice the larger input scale: `shift ≤ 0`.
    pub input1: Scale,
    /// The second input's scale over twice the larger input scale: `shift ≤ 0`.
    pub input2: Scale,
    /// Twice the larger input scale over `2^20` (`2^15` for int16) of the output's: `shift ≤ 0`.
    pub output_scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Add {
    /// Returns both int8 inputs on their common scale.
    #[inline(always)]
    pub(crate) fn terms(&self, x1: i8, x2: i8) -> (i32, i32) {
        self.shifted::<_, LEFT_SHIFT>(x1, x2)
    }

    /// Returns both int16 inputs on their common scale.
    #[inline(always)]
    pub(crate) fn terms_of_int16(&self, x1: i16, x2: i16) -> (i32, i32) {
        self.shifted::<_, LEFT_SHIFT_OF_INT16>(x1, x2)
    }

    #[inline(always)]
    fn shifted<T: Integer, const BITS: u32>(&self, x1: T, x2: T) -> (i32, i32) {
        let x1 = x1.into().wrapping_add(self.input1_offset) << BITS;
        let x2 = x2.into().wrapping_add(self.input2_offset) << BITS;
        (self.input1.apply(x1), self.input2.apply(x2))
    }

    /// Returns the output for a value on the common scale.
    #[inline(always)]
    pub(crate) fn finish<T: Integer>(&self, raw: i32) -> T {
        self.output.clamp_as(self.output_scale.apply(raw))
    }

    /// Returns the output for one pair of int16 inputs.
    #[inline(always)]
    pub fn apply_to_int16(&self, x1: i16, x2: i16) -> i16 {
        let (x1, x2) = self.terms_of_int16(x1, x2);
        self.finish(x1.wrapping_add(x2))
    }
}

impl Binary for Add {
    type X = i8;
    type Y = i8;

    #[inline(always)]
    fn apply(&self, x1: i8, x2: i8) -> i8 {
        let (x1, x2) = self.terms(x1, x2);
        self.finish(x1.wrapping_add(x2))
    }

    #[inline(always)]
    fn start(&self, io: &mut Io<'_, [i8], [i8]>, x2: &[i8]) -> usize {
        arch::add(io, x2, self)
    }
}

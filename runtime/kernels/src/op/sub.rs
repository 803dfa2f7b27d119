//! SUB: `y = clamp(zp_y + s_y · (s_1 · 2^20 (x1 − zp_1) − s_2 · 2^20 (x2 − zp_2)))`.
//!
//! Semantics: TFLM's `reference_ops::SubElementwise` and `BroadcastQuantSubSlow`; parameters and
//! ranges are the same as in [`Add`].

use crate::op::{Add, Binary};

/// The parameters of a subtraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sub(pub Add);

impl Sub {
    /// Returns the output for one pair of int16 inputs.
    #[inline(always)]
    pub fn apply_to_int16(&self, x1: i16, x2: i16) -> i16 {
        let (x1, x2) = self.0.terms_of_int16(x1, x2);
        self.0.finish(x1.wrapping_sub(x2))
    }
}

impl Binary for Sub {
    type X = i8;
    type Y = i8;

    #[inline(always)]
    fn apply(&self, x1: i8, x2: i8) -> i8 {
        let (x1, x2) = self.0.terms(x1, x2);
        self.0.finish(x1.wrapping_sub(x2))
    }
}

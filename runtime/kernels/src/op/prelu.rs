//! PRELU: `y = clamp(zp_y + s (x − zp_x))`, and for `x < zp_x` with a factor per alpha:
//! `y = clamp(zp_y + s_a (x − zp_x)(alpha − zp_a))`.
//!
//! Semantics: TFLM's `reference_ops::BroadcastPrelu4DSlow`; factors are quotients in f64. Range: the
//! product is below `2^16`, for int16 with int8 alphas below `2^24`.

use crate::integer::Integer;
use crate::requantize::{Output, Scale};

/// The parameters of a parametric ReLU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prelu {
    /// The input's zero point.
    pub input_zero_point: i32,
    /// The alphas' zero point.
    pub alpha_zero_point: i32,
    /// The input's scale over the output's.
    pub identity: Scale,
    /// The product of the scales of input and alpha over the output's.
    pub alpha: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Prelu {
    /// Returns the output for one input and its alpha.
    #[inline(always)]
    pub fn apply<T: Integer, A: Integer>(&self, x: T, alpha: A) -> T {
        let x = x.into().wrapping_sub(self.input_zero_point);
        let scaled = if x >= 0 {
            self.identity.apply(x)
        } else {
            let alpha = alpha.into().wrapping_sub(self.alpha_zero_point);
            self.alpha.apply(x.wrapping_mul(alpha))
        };
        self.output.clamp_as(scaled)
    }
}

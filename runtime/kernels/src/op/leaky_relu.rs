//! LEAKY_RELU: `y = clamp(zp_y + (x < zp_x ? alpha : 1) · scale · (x − zp_x))`.
//!
//! Semantics: TFLM's `reference_ops::QuantizeLeakyRelu`. For a negative `alpha` it scales by `|alpha|` and
//! negates. Range: `|x − zp_x|` is below `2^8`, for int16 `2^16`.

use crate::integer::Integer;
use crate::requantize::{Output, Scale};

/// The parameters of a leaky ReLU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeakyRelu {
    /// The input's zero point.
    pub input_zero_point: i32,
    /// The factor at and above zero.
    pub identity: Scale,
    /// The magnitude of the factor below zero.
    pub alpha: Scale,
    /// Whether the factor below zero is negative.
    pub negate_alpha: bool,
    /// Zero point and range of the output.
    pub output: Output,
}

impl LeakyRelu {
    /// Returns the output for one input.
    #[inline]
    pub fn apply<T: Integer>(&self, x: T) -> T {
        let x = x.into().wrapping_sub(self.input_zero_point);
        let scaled = match (x >= 0, self.negate_alpha) {
            (true, _) => self.identity.apply(x),
            (false, false) => self.alpha.apply(x),
            (false, true) => self.alpha.apply(x).wrapping_neg(),
        };
        self.output.clamp_as(scaled)
    }
}

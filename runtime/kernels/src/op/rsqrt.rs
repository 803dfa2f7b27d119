//! RSQRT: `y = clamp(zp_y + scale · 1/√(x − zp_x))`.
//!
//! Semantics: TFLM's `RsqrtEvalQuantized`, whose output for 0 is the largest. It fails for values below 0;
//! here their output is that of 0. The factor is `1 / (√scale_x · scale_y)`.

use crate::fixed_point::inverse_square_root;
use crate::requantize::{Output, Scale};

/// Bits of the root's fraction.
const FRACTION: i32 = 20;

/// The parameters of an inverse square root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rsqrt {
    /// The input's zero point.
    pub input_zero_point: i32,
    /// The scale from the root to the output.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Rsqrt {
    /// Returns the output for one input.
    pub fn apply(&self, x: i8) -> i8 {
        let x = i32::from(x).wrapping_sub(self.input_zero_point);
        if x <= 0 {
            return i8::MAX;
        }
        let root = inverse_square_root(x);
        let fixed = Scale {
            shift: root.shift + FRACTION,
            ..root
        };
        // A shift beyond 31 bits leaves 0.
        let scale = Scale {
            shift: (self.scale.shift - FRACTION).max(-31),
            ..self.scale
        };
        self.output.clamp(scale.apply(fixed.apply(1)))
    }
}

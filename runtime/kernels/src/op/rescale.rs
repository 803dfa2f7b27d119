//! `y = clamp(zp_y + scale · (x − zp_x))`: QUANTIZE from integers to integers, RELU, RELU6 and similar
//! operators.
//!
//! Semantics: TFLM's `reference_ops::Requantize` and `ReluQuantized`. The operators differ only in
//! the range that the compiler prepares:
//!
//! - QUANTIZE: the range is the whole range of the output's type;
//! - RELU: the range begins at `zp_y`;
//! - RELU6: the range begins at `zp_y` and ends at `zp_y + round(6 / scale_y)`. TFLM's
//!   `Relu6Quantized` only clamps, which is equivalent where input and output have one
//!   quantization; where they differ it does not rescale, and this kernel follows LiteRT, which
//!   does.
//!
//! Range: `|x − zp_x|` is below `2^8`, for int16 below `2^16`. TFLM's difference of int32 wraps, and so
//! does this one.

use crate::integer::Integer;
use crate::requantize::{Output, Scale};

/// An affine map from one quantization to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rescale {
    /// The input's zero point.
    pub input_zero_point: i32,
    /// The input's scale over the output's.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Rescale {
    /// Returns the output for one input.
    #[inline]
    pub fn apply<X: Integer, Y: Integer>(&self, x: X) -> Y {
        let difference = x.into().wrapping_sub(self.input_zero_point);
        self.output.clamp_as(self.scale.apply(difference))
    }
}

//! `y = clamp(zp_y + scale · (x − zp_x))`: QUANTIZE from integers to integers, RELU, RELU6 and their kin.
//!
//! Semantics: TFLM's `reference_ops::Requantize` and `ReluQuantized`. The operators differ in what
//! the compiler prepares:
//!
//! - QUANTIZE: the range is all of the output's type;
//! - RELU: it begins at `zp_y`;
//! - RELU6: as RELU, to `zp_y + round(6 / scale_y)`. TFLM's `Relu6Quantized` only
//!   clamps, which is the same where input and output have one quantization; where they differ it
//!   forgets to rescale, and LiteRT's rule, this one, is right.
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
    /// The output for one input.
    #[inline]
    pub fn apply<X: Integer, Y: Integer>(&self, x: X) -> Y {
        let difference = x.into().wrapping_sub(self.input_zero_point);
        self.output.clamp_as(self.scale.apply(difference))
    }
}

//! `y = clamp(zp_y + scale · (x − zp_x))`: QUANTIZE from int8 to int8, RELU, RELU6 and their kin.
//!
//! Semantics: TFLM's `reference_ops::Requantize` and `ReluQuantized`. The operators differ in what
//! the compiler prepares:
//!
//! - QUANTIZE: `scale` is `f64(scale_x) / f64(scale_y)`, the range all of int8;
//! - RELU: `scale` is `f64(scale_x / scale_y)`, divided in f32; from `zp_y` to 127;
//! - RELU6: as RELU, to `min(127, zp_y + round(6 / scale_y))`. TFLM's `Relu6Quantized` only
//!   clamps, which is the same where input and output have one quantization; where they differ it
//!   forgets to rescale, and LiteRT's rule, this one, is right.
//!
//! Range: `|x − zp_x| < 2^8`.

use crate::requantize::{Output, Scale};

/// An affine map from one int8 quantization to another.
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
    pub fn apply(&self, x: i8) -> i8 {
        self.output
            .clamp(self.scale.apply(i32::from(x) - self.input_zero_point))
    }
}

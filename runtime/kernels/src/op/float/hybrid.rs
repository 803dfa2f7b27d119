//! Layers with f32 activations and int8 weights: dynamic-range quantization.
//!
//! Semantics: LiteRT's reference kernels, because TFLM has none. The input of a layer is quantized at
//! run time, from its own smallest and largest value, and its sums are of integers.

mod conv_2d;
mod depthwise_conv_2d;
mod fully_connected;
mod quantize;

pub use conv_2d::conv_2d;
pub use depthwise_conv_2d::depthwise_conv_2d;
pub use fully_connected::fully_connected;

use super::Range;
use crate::op::Shape;
use crate::overlap::Overlap;
use quantize::Input;

/// The quantization of inputs and the conversion of sums to outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hybrid {
    /// Whether the quantized input has a zero point.
    pub is_asymmetric: bool,
    /// Whether sums are scaled by the weights' scale first and then by the input's; otherwise they
    /// are scaled by the product of both.
    pub scales_twice: bool,
    /// Smallest and largest output.
    pub output: Range,
}

impl Hybrid {
    /// Returns the output for a sum of products of integers.
    #[inline(always)]
    fn finish(&self, sum: i32, input: Input, weights: f32, bias: f32) -> f32 {
        let scaled = match self.scales_twice {
            true => sum as f32 * weights * input.scale,
            false => sum as f32 * (input.scale * weights),
        };
        self.output.clamp(scaled + bias)
    }
}

/// Returns the scale of an output channel's weights: its own, or the one of all.
#[inline(always)]
fn scale(scales: &[f32], channel: usize) -> f32 {
    let own = scales.get(channel).or(scales.first());
    own.copied().unwrap_or_default()
}

/// Returns how far the output of a layer may lie over its input: an image or row is quantized
/// before any of its outputs is written.
pub fn overlap(parts: usize, [input, output]: [usize; 2]) -> Overlap {
    let bytes = |elements: usize| 4 * elements;
    let overlap = Overlap::of_parts(
        parts,
        |part| bytes((part + 1) * output),
        |part| bytes((part + 1) * input),
    );
    Overlap { step: 4, ..overlap }
}

/// Returns the bytes of scratch of a convolution: the quantized image, and the input under one
/// window.
pub const fn scratch(shape: &Shape) -> usize {
    let [_, height, width, channels] = shape.input;
    height * width * channels + shape.kernel[0] * shape.kernel[1] * channels
}

//! What a model says about its inputs and outputs.

use tiny_model_kernels::integer::Integer;
pub use tiny_model_kernels::op::Quantization;

/// An input or output of a model: `Q` is its [`Quantization`], of the type of its values, or `()` for
/// values that stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TensorInfo<Q, const R: usize> {
    /// The tensor's name in the model file.
    pub name: &'static str,
    /// Its shape, batch first, row-major.
    pub shape: [usize; R],
    /// How its values stand for reals.
    pub quantization: Q,
}

impl<T: Integer, const R: usize> TensorInfo<Quantization<T>, R> {
    /// The real value of one quantization step.
    pub const fn scale(&self) -> f32 {
        self.quantization.scale
    }

    /// The quantized value of real 0.
    pub const fn zero_point(&self) -> T {
        self.quantization.zero_point
    }

    /// The nearest quantized value, saturating at the ends of its type.
    pub fn quantize(&self, real: f32) -> T {
        self.quantization.quantize(real)
    }

    /// The real value that a quantized one stands for.
    pub fn dequantize(&self, quantized: T) -> f32 {
        self.quantization.dequantize(quantized)
    }
}

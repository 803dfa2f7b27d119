//! The description of a model's inputs and outputs.

use tiny_model_kernels::integer::Integer;
pub use tiny_model_kernels::op::Quantization;

/// An input or output of a model: `Q` is its [`Quantization`], of the type of its values, or `()` for
/// values without a quantization.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TensorInfo<Q, const R: usize> {
    /// The tensor's name in the model file.
    pub name: &'static str,
    /// The shape, batch first, row-major.
    pub shape: [usize; R],
    /// The quantization of the values.
    pub quantization: Q,
}

impl<T: Integer, const R: usize> TensorInfo<Quantization<T>, R> {
    /// Returns the real value of one quantization step.
    pub const fn scale(&self) -> f32 {
        self.quantization.scale
    }

    /// Returns the quantized value of real 0.
    pub const fn zero_point(&self) -> T {
        self.quantization.zero_point
    }

    /// Returns the nearest quantized value, saturating at the ends of its type.
    pub fn quantize(&self, real: f32) -> T {
        self.quantization.quantize(real)
    }

    /// Returns the real value that a quantized one stands for.
    pub fn dequantize(&self, quantized: T) -> f32 {
        self.quantization.dequantize(quantized)
    }
}

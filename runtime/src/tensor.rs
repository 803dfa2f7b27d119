//! What a model says about its inputs and outputs.

pub use tiny_model_kernels::op::Quantization;

/// An input or output of a model: `Q` is its [`Quantization`], or `()` for `f32` values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TensorInfo<Q, const R: usize> {
    /// The tensor's name in the model file.
    pub name: &'static str,
    /// Its shape, batch first, row-major.
    pub shape: [usize; R],
    /// How its values stand for reals.
    pub quantization: Q,
}

impl<const R: usize> TensorInfo<Quantization, R> {
    /// The real value of one quantization step.
    pub const fn scale(&self) -> f32 {
        self.quantization.scale
    }

    /// The quantized value of real 0.
    pub const fn zero_point(&self) -> i32 {
        self.quantization.zero_point
    }

    /// The nearest quantized value, saturating at the ends of int8.
    pub fn quantize(&self, real: f32) -> i8 {
        self.quantization.quantize(real)
    }

    /// The real value that a quantized one stands for.
    pub fn dequantize(&self, quantized: i8) -> f32 {
        self.quantization.dequantize(quantized)
    }
}

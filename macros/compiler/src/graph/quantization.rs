//! What integers stand for.

use tiny_model_kernels::op;

/// `real = scale · (quantized − zero_point)` for one tensor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantization {
    /// The real value of one step; positive and finite.
    pub scale: f32,
    /// The quantized value of real 0.
    pub zero_point: i32,
}

/// Returns a quantization in the form that int8 kernels take. Its zero point is an int8.
pub fn of_int8(quantization: Quantization) -> op::Quantization {
    op::Quantization {
        scale: quantization.scale,
        zero_point: quantization.zero_point as i8,
    }
}

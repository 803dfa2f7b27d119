//! Biases of int16 layers.

use tiny_model_kernels::bytes::I64;
use tiny_model_kernels::op::layer;
use tiny_model_kernels::requantize::Scale;

use crate::oracle::gemmlowp::multiply_by_quantized_multiplier;
use crate::oracle::layer as oracle;

/// A bias, and TFLM's function for sums with it.
pub(super) trait Bias: layer::Bias {
    /// Converts a value to the nearest bias.
    fn of(value: i32) -> Self;

    /// Returns the value.
    fn value(self) -> i64;

    /// Scales a sum with TFLM's function.
    fn scaled(sum: i64, scale: Scale) -> i32;
}

impl Bias for i32 {
    fn of(value: i32) -> Self {
        value
    }

    fn value(self) -> i64 {
        self.into()
    }

    fn scaled(sum: i64, scale: Scale) -> i32 {
        let sum = i32::try_from(sum).expect("the sum fits i32");
        multiply_by_quantized_multiplier(sum, scale.multiplier, scale.shift)
    }
}

impl Bias for I64 {
    fn of(value: i32) -> Self {
        (i64::from(value) << 3).into()
    }

    fn value(self) -> i64 {
        self.get()
    }

    fn scaled(sum: i64, scale: Scale) -> i32 {
        oracle::scaled(sum, scale)
    }
}

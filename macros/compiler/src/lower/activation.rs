//! Fused activations as ranges of the output.

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::requantize::Output;

use super::Problem;
use super::node::Node;
use super::quantization::integers;
use crate::diagnostics::model as text;
use crate::numerics::Quantization;

impl Node<'_> {
    /// Zero point and range of an int8 output: TFLM's `CalculateActivationRangeQuantized`.
    pub(super) fn activated(
        &self,
        activation: Activation,
        output: Quantization,
    ) -> Result<Output, Problem> {
        self.activated_as(activation, output, TensorType::INT8)
    }

    /// The same of an output of any type.
    pub(super) fn activated_as(
        &self,
        activation: Activation,
        output: Quantization,
        ty: TensorType,
    ) -> Result<Output, Problem> {
        let (low, high) = match activation {
            Activation::None => (None, None),
            Activation::Relu => (Some(0.0), None),
            Activation::Relu6 => (Some(0.0), Some(6.0)),
            Activation::ReluN1To1 => (Some(-1.0), Some(1.0)),
            Activation::Tanh | Activation::SignBit => {
                let name = format!("fused activation {activation:?}");
                return Err(text::unsupported_option(self.place(), &name));
            }
        };
        Ok(range_of(ty, output, low, high))
    }
}

/// The int8 range between two real bounds.
pub(super) fn range(output: Quantization, low: Option<f32>, high: Option<f32>) -> Output {
    range_of(TensorType::INT8, output, low, high)
}

/// The range of a type between two real bounds.
pub(super) fn range_of(
    ty: TensorType,
    output: Quantization,
    low: Option<f32>,
    high: Option<f32>,
) -> Output {
    let zero_point = output.zero_point;
    let (least, most) = integers(ty).into_inner();
    // `as` saturates where TFLM would fail: the bound is then outside of the type anyway.
    let quantized = |real: f32| zero_point.saturating_add((real / output.scale).round() as i32);
    let min = low.map_or(least, |low| quantized(low).max(least));
    let max = high.map_or(most, |high| quantized(high).min(most));
    Output {
        zero_point,
        min,
        max,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_quantized_and_stay_in_int8() {
        let output = |scale, zero_point| Quantization { scale, zero_point };
        let relu6 = |q| range(q, Some(0.0), Some(6.0));
        let expected = |zero_point, min, max| Output {
            zero_point,
            min,
            max,
        };
        assert_eq!(relu6(output(6.0 / 255.0, -128)), expected(-128, -128, 127));
        assert_eq!(relu6(output(0.1, -10)), expected(-10, -10, 50));
        assert_eq!(range(output(0.1, 5), None, None), expected(5, -128, 127));
        // Ties round away from zero, as C's `round` does.
        assert_eq!(
            range(output(2.0, 0), Some(-1.0), Some(1.0)),
            expected(0, -1, 1)
        );
        assert_eq!(relu6(output(1e-30, 0)), expected(0, 0, 127));
    }
}

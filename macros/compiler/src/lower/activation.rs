//! Fused activations as ranges of the output.

use tflite_schema::Activation;
use tiny_model_kernels::requantize::Output;

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::numerics::Quantization;

impl Node<'_> {
    /// Zero point and range of an int8 output: TFLM's `CalculateActivationRangeQuantized`.
    pub(super) fn activated(
        &self,
        activation: Activation,
        output: Quantization,
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
        Ok(range(output, low, high))
    }
}

/// The int8 range between two real bounds.
pub(super) fn range(output: Quantization, low: Option<f32>, high: Option<f32>) -> Output {
    let zero_point = output.zero_point;
    // `as` saturates where TFLM would fail: the bound is then outside of int8 anyway.
    let quantized = |real: f32| zero_point.saturating_add((real / output.scale).round() as i32);
    let min = low.map_or(-128, |low| quantized(low).max(-128));
    let max = high.map_or(127, |high| quantized(high).min(127));
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

//! SVDF of integers.

use tiny_model_kernels::op;

use super::{Interval, Quantization, Unfit, factor, scale};
use crate::graph::Element;

/// The largest difference of the bias's scale from that of the sums that TFLM accepts.
const BIAS_SCALE: f64 = 1e-5;

/// The scales of an SVDF, with those of its weights over features and over time: TFLM's `PrepareSvdf`.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn svdf(
    [input, state, output]: [Quantization; 3],
    [features, time]: [f32; 2],
) -> Result<op::Svdf, Unfit> {
    Ok(op::Svdf {
        feature_scale: scale(factor([input.scale, features], [state.scale]))?,
        zero_point: state.zero_point,
        scale: scale(factor([state.scale, time], [output.scale]))?,
        output: Interval::ALL.integers(Element::I8, output),
    })
}

/// Refuses a bias of an SVDF whose scale is not that of the sums over time, as TFLM's `PrepareSvdf` does.
///
/// # Errors
/// The scale of the sums.
pub fn expect_bias_of_svdf(bias: f32, state: f32, time: f32) -> Result<(), f64> {
    let sums = f64::from(state) * f64::from(time);
    match (f64::from(bias) - sums).abs() >= BIAS_SCALE {
        true => Err(sums),
        false => Ok(()),
    }
}

/// Biases with an input's zero point folded in; `sums` are those of the weights.
pub fn folded(bias: &[i32], input: Quantization, sums: &[i32]) -> Vec<i32> {
    let fold = |(bias, sum): (&i32, &i32)| bias.wrapping_sub(input.zero_point.wrapping_mul(*sum));
    bias.iter().zip(sums).map(fold).collect()
}

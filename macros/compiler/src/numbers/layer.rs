//! Layers, and products of two matrices.

use tiny_model_kernels::op::layer::Int16Pair;
use tiny_model_kernels::requantize::Scale;

use super::{Interval, Quantization, Unfit, factor, scale};
use crate::graph::{Element, Form, Products, Scales};

/// Most bits that TFLM's `MultiplyByQuantizedMultiplier` shifts sums of int64 to the left.
pub(super) const MOST_SHIFT: i32 = 7;

/// The scale of each channel of a layer, or of all: TFLM's `PopulateConvolutionQuantizationParams` and
/// `GetQuantizedConvolutionMultipler`.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn channel_scales(
    weights: &[f32],
    [input, output]: [Quantization; 2],
) -> Result<Scales, Unfit> {
    let scale = |&weights: &f32| scale(factor([input.scale, weights], [output.scale]));
    Ok(match weights {
        [weights] => Scales::PerTensor(scale(weights)?),
        all => Scales::PerChannel(all.iter().map(scale).collect::<Result<_, _>>()?),
    })
}

/// The scale of a layer with weights of uint8. LiteRT's `GetQuantizedConvolutionMultipler` multiplies in f32 except in
/// FULLY_CONNECTED.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn scale_of_uint8(
    form: Form,
    [input, weights, output]: [Quantization; 3],
) -> Result<Scale, Unfit> {
    scale(match form {
        Form::FullyConnected => factor([input.scale, weights.scale], [output.scale]),
        _ => factor([input.scale * weights.scale], [output.scale]),
    })
}

/// Refuses scales that TFLM's function for sums in int64 does not take.
///
/// # Errors
/// A shift to the left that is too large.
pub fn expect_wide(scales: &[Scale]) -> Result<(), Unfit> {
    match scales.iter().any(|scale| scale.shift > MOST_SHIFT) {
        true => Err(Unfit::WideSums),
        false => Ok(()),
    }
}

/// BATCH_MATMUL of integers, with the factor of FULLY_CONNECTED. int16 have no zero points.
///
/// # Errors
/// A factor that is no [`scale`], or too large for sums in int64.
pub fn products(element: Element, [x1, x2, y]: [Quantization; 3]) -> Result<Products, Unfit> {
    let output = Interval::ALL.integers(element, y);
    let scale = scale(factor([x1.scale, x2.scale], [y.scale]))?;
    if element == Element::I16 {
        expect_wide(&[scale])?;
        return Ok(Products::Int16(Int16Pair { scale, output }));
    }
    Ok(Products::Int8 {
        zero_points: [x1.zero_point, x2.zero_point],
        scale,
        output,
    })
}

/// Refuses a bias whose scale is more than a fiftieth of an output step off that of the sums it is added to, as TFLM's
/// `GetQuantizedConvolutionMultipler` does.
///
/// # Errors
/// The scale of the sums.
pub fn expect_bias_of_sums(bias: f32, [input, weights, output]: [f32; 3]) -> Result<(), f32> {
    let sums = f64::from(input) * f64::from(weights);
    match (sums - f64::from(bias)).abs() <= 0.02 * f64::from(output) {
        true => Ok(()),
        false => Err(sums as f32),
    }
}

/// The sum of each row of weights, in i32.
pub fn row_sums(weights: impl IntoIterator<Item = i32>, row: usize) -> Vec<i32> {
    let weights: Vec<i32> = weights.into_iter().collect();
    let rows = weights.chunks(row.max(1));
    rows.map(|row| row.iter().copied().fold(0, i32::wrapping_add))
        .collect()
}

//! Scales and zero points of activations.

use tflite_schema::Tensor;

use super::Problem;
use super::node::named;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::numerics::Quantization;

/// The quantization of an int8 activation: one scale, one zero point.
pub(super) fn of(tensor: &Tensor<'_>, owner: Owner<'_>) -> Result<Quantization, Problem> {
    match &tensor.quantization {
        None => Err(text::unquantized(owner, named(tensor))),
        Some(quantization) => {
            affine(quantization).map_err(|says| text::quantization(owner, named(tensor), &says))
        }
    }
}

fn affine(quantization: &tflite_schema::Quantization) -> Result<Quantization, String> {
    is_affine(quantization)?;
    match (
        quantization.scale.as_slice(),
        quantization.zero_point.as_slice(),
    ) {
        (&[scale], &[zero_point]) => {
            is_scale(scale)?;
            let zero_point = i8::try_from(zero_point)
                .map_err(|_| format!("must have a zero point of int8, not {zero_point}"))?;
            Ok(Quantization { scale, zero_point })
        }
        (scales, _) => Err(format!(
            "must have one scale, not {}: only weights may have more",
            scales.len()
        )),
    }
}

/// Refuses a scheme that is not one of scales and zero points.
pub(super) fn is_affine(quantization: &tflite_schema::Quantization) -> Result<(), String> {
    match quantization.details_type {
        0 => Ok(()),
        _ => Err("must not have a custom quantization scheme".to_owned()),
    }
}

/// Refuses a scale that is no positive finite number.
pub(super) fn is_scale(scale: f32) -> Result<(), String> {
    if scale.is_finite() && scale > 0.0 {
        return Ok(());
    }
    Err(format!(
        "must have a positive and finite scale, not {scale}"
    ))
}

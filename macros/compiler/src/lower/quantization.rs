//! Scales and zero points of activations.

use tflite_schema::{Tensor, TensorType};

use super::Problem;
use super::node::named;
use super::types::lower_case;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::numbers::{Quantization, limits};

/// The quantization of an activation: one scale, one zero point.
pub(super) fn of(tensor: &Tensor<'_>, owner: Owner<'_>) -> Result<Quantization, Problem> {
    match &tensor.quantization {
        None => Err(text::unquantized(owner, named(tensor))),
        Some(quantization) => affine(quantization, tensor.ty)
            .map_err(|says| text::quantization(owner, named(tensor), &says)),
    }
}

fn affine(
    quantization: &tflite_schema::Quantization,
    ty: TensorType,
) -> Result<Quantization, String> {
    is_affine(quantization)?;
    match (
        quantization.scale.as_slice(),
        quantization.zero_point.as_slice(),
    ) {
        (&[scale], &[zero_point]) => {
            is_scale(scale)?;
            let [least, most] = super::element(ty).map_or([i32::MIN, i32::MAX], limits);
            let zero_point = i32::try_from(zero_point)
                .ok()
                .filter(|zero_point| (least..=most).contains(zero_point));
            let zero_point = zero_point.ok_or_else(|| {
                let ty = lower_case(ty);
                format!(
                    "must have a zero point of {ty}, not {}",
                    quantization.zero_point[0]
                )
            })?;
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

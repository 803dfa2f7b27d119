//! Scales and zero points of activations.

use tflite_schema::Tensor;

use super::Problem;
use super::node::named;
use super::types::{is_quantized, lower_case};
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::numbers::{Quantization, limits};

/// The quantization of an activation: one scale, one zero point.
pub(super) fn of(tensor: &Tensor<'_>, owner: Owner<'_>) -> Result<Quantization, Problem> {
    match &tensor.quantization {
        None => Err(text::unquantized(owner, named(tensor))),
        Some(quantization) => affine(quantization, tensor)
            .map_err(|says| text::quantization(owner, named(tensor), &says)),
    }
}

/// The quantization of an input or output of the model, if it has one: not integers that are only integers, and not a
/// constant with a scale for each channel, which may be an output.
pub(super) fn of_port(
    tensor: &Tensor<'_>,
    owner: Owner<'_>,
) -> Result<Option<Quantization>, Problem> {
    match &tensor.quantization {
        Some(quantization) if tensor.data.is_some() && quantization.scale.len() > 1 => Ok(None),
        Some(_) if is_quantized(tensor.ty) => of(tensor, owner).map(Some),
        _ => Ok(None),
    }
}

fn affine(
    quantization: &tflite_schema::Quantization,
    tensor: &Tensor<'_>,
) -> Result<Quantization, String> {
    let ty = tensor.ty;
    is_affine(quantization)?;
    match (
        quantization.scale.as_slice(),
        quantization.zero_point.as_slice(),
    ) {
        (&[scale], &[zero_point]) => {
            match tensor.data {
                Some(data) if scale == 0.0 && is_only(data, zero_point) => {}
                _ => is_scale(scale)?,
            }
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

/// Returns whether all elements of int8 or uint8 are the zero point: a real 0 has any scale.
fn is_only(data: &[u8], zero_point: i64) -> bool {
    let [of_zero_point, ..] = zero_point.to_le_bytes();
    data.iter().all(|&byte| byte == of_zero_point)
}

/// Refuses a scale that is neither 0 nor a positive finite number.
pub(super) fn is_scale_or_zero(scale: f32) -> Result<(), String> {
    match scale == 0.0 {
        true => Ok(()),
        false => is_scale(scale),
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

//! Scales and zero points of activations.

use tflite_schema::{Tensor, TensorType};

use super::Problem;
use super::node::Operand;
use crate::diagnostics::model as text;
use crate::diagnostics::model::{Named, Place};
use crate::numerics::Quantization;

/// The quantization of an int8 activation: one scale, one zero point.
pub(super) fn per_tensor(place: Place<'_>, operand: Operand<'_>) -> Result<Quantization, Problem> {
    let Some(quantization) = &operand.tensor.quantization else {
        return Err(text::unquantized(place, operand.named()));
    };
    affine(quantization).map_err(|what| text::quantization(place, operand.named(), &what))
}

/// The quantization of a model input or output; `None` where its values stand for themselves.
pub(super) fn of_port(tensor: &Tensor<'_>) -> Result<Option<Quantization>, Problem> {
    if tensor.ty != TensorType::INT8 {
        return Ok(None);
    }
    let named = Named {
        name: tensor.name,
        shape: &tensor.shape,
    };
    match &tensor.quantization {
        None => Err(text::unquantized_port(named)),
        Some(quantization) => affine(quantization)
            .map(Some)
            .map_err(|what| text::port_quantization(named, &what)),
    }
}

fn affine(quantization: &tflite_schema::Quantization) -> Result<Quantization, String> {
    if quantization.details_type != 0 {
        return Err("it is a custom scheme".to_owned());
    }
    match (
        quantization.scale.as_slice(),
        quantization.zero_point.as_slice(),
    ) {
        (&[scale], &[zero_point]) => {
            is_scale(scale)?;
            let zero_point = i8::try_from(zero_point)
                .map_err(|_| format!("the zero point {zero_point} is outside of int8"))?;
            Ok(Quantization { scale, zero_point })
        }
        (scales, _) => Err(format!(
            "{} scales on an activation, there can be one",
            scales.len()
        )),
    }
}

/// Refuses a scale that is no positive finite number.
pub(super) fn is_scale(scale: f32) -> Result<(), String> {
    if scale.is_finite() && scale > 0.0 {
        return Ok(());
    }
    Err(format!("the scale {scale} is not a positive number"))
}

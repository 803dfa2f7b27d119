//! Weights, biases and scales of matmul-like operators.

use tflite_schema::TensorType;

use super::Problem;
use super::node::{Node, Operand};
use super::quantization::{is_affine, is_scale_or_zero};
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::graph::Weights;
use crate::numbers::Unfit;

impl<'a> Node<'a> {
    /// Constant int8 or int4 weights, which must have no zero point.
    pub(super) fn symmetric_weights(
        &self,
        operand: Operand<'a>,
        role: &str,
    ) -> Result<Weights, Problem> {
        let quantization = operand.tensor.quantization.as_ref();
        let mut zero_points = quantization.into_iter().flat_map(|q| &q.zero_point);
        if let Some(&zero_point) = zero_points.find(|&&zero_point| zero_point != 0) {
            let (place, named) = (self.place(), operand.named());
            return Err(text::asymmetric_weights(place, role, named, zero_point));
        }
        self.weights(operand, role)
    }

    /// Constant int8 or int4 weights as they are stored.
    pub(super) fn weights(&self, operand: Operand<'a>, role: &str) -> Result<Weights, Problem> {
        let is_packed = operand.tensor.ty == TensorType::INT4;
        if !is_packed {
            self.expect_type(operand, role, TensorType::INT8)?;
        }
        let data = self.constant(operand, role)?;
        let values = match is_packed {
            true => nibbles(data, operand.len()),
            false => data.iter().map(|byte| byte.cast_signed()).collect(),
        };
        Ok(Weights {
            values,
            are_int4: is_packed,
        })
    }

    /// Scales of the weights of `channels` output channels, which lie along `dimension`. A channel of zeros may have
    /// the scale 0.
    pub(super) fn weight_scales(
        &self,
        operand: Operand<'a>,
        role: &str,
        channels: usize,
        dimension: i32,
    ) -> Result<&'a [f32], Problem> {
        let owner = Owner::Operator(self.place(), role);
        let Some(quantization) = &operand.tensor.quantization else {
            return Err(text::unquantized(owner, operand.named()));
        };
        let refused = |says: String| text::quantization(owner, operand.named(), &says);
        is_affine(quantization).map_err(refused)?;
        for &scale in &quantization.scale {
            is_scale_or_zero(scale).map_err(refused)?;
        }
        let (scales, along) = (&quantization.scale, quantization.quantized_dimension);
        if scales.len() > 1 && along != dimension {
            return Err(refused(format!(
                "must have scales along dimension {dimension}, the output channels, not along {along}"
            )));
        }
        if scales.len() != 1 && scales.len() != channels {
            let count = scales.len();
            return Err(refused(format!(
                "must have one scale, or {channels}, one an output channel, not {count}"
            )));
        }
        Ok(scales)
    }

    /// The bias of each channel; zeros where there is none.
    pub(super) fn int32_bias(
        &self,
        bias: Option<Operand<'a>>,
        channels: usize,
    ) -> Result<Vec<i32>, Problem> {
        let Some(operand) = bias else {
            return Ok(vec![0; channels]);
        };
        self.expect_type(operand, "bias", TensorType::INT32)?;
        let values = self.constant(operand, "bias")?.as_chunks().0.iter();
        if values.len() != channels {
            let says = format!("must have {channels} values, one a channel");
            return Err(self.mismatch(operand, "bias", &says));
        }
        Ok(values.map(|&bytes| i32::from_le_bytes(bytes)).collect())
    }

    /// What kernels take, or the problem that they do not.
    pub(super) fn fits<T>(&self, numbers: Result<T, Unfit>) -> Result<T, Problem> {
        numbers.map_err(|unfit| text::unfit(self.place(), unfit))
    }
}

/// So many int4 values, two in a byte, the first in its lower half.
fn nibbles(data: &[u8], count: usize) -> Vec<i8> {
    let both = |&byte: &u8| [(byte << 4).cast_signed() >> 4, byte.cast_signed() >> 4];
    data.iter().flat_map(both).take(count).collect()
}

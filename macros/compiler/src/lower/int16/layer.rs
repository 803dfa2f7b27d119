//! CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED of int16 activations and int8 weights.

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::op::layer::Layer as Sizes;

use super::super::Problem;
use super::super::node::{Node, Operand};
use super::super::types::lower_case;
use crate::diagnostics::model as text;
use crate::graph::{Accumulated, Arithmetic, Element, Layer, Scales};

/// Shifts to the left that TFLM's function for int64 sums takes.
pub(in crate::lower) const MOST_SHIFT: i32 = 7;

/// What a layer is besides its sizes.
pub(in crate::lower) struct Parts<'a> {
    pub(in crate::lower) x: Operand<'a>,
    pub(in crate::lower) weights: (Operand<'a>, &'static str),
    pub(in crate::lower) bias: Option<Operand<'a>>,
    pub(in crate::lower) y: Operand<'a>,
    pub(in crate::lower) activation: Activation,
    /// What the options say of a bias that is absent.
    pub(in crate::lower) bias_type: TensorType,
    /// Whether a bias may be int16: that of TRANSPOSE_CONV.
    pub(in crate::lower) takes_int16_bias: bool,
}

/// A factor that TFLM's function for int64 sums does not take.
pub(in crate::lower) fn too_large_factor(node: &Node<'_>) -> Problem {
    let what = "its inputs' scales are more than 128 times its output's";
    text::scale_ratio(node.place(), what)
}

impl<'a> Node<'a> {
    /// A layer, with `scales` of its output channels.
    pub(in crate::lower) fn int16_layer(
        &self,
        sizes: Sizes,
        parts: &Parts<'a>,
        scales: Scales,
    ) -> Result<Layer, Problem> {
        self.symmetric(parts.x)?;
        let output = self.symmetric(parts.y)?;
        let (operand, role) = parts.weights;
        self.expect_type(operand, role, TensorType::INT8)?;
        let weights = self.weights(operand, role)?.values;
        let bias = self.accumulated(parts, sizes.output[3])?;
        let mut shifts = scales.as_slice().iter().map(|scale| scale.shift);
        if matches!(bias, Accumulated::I64(_)) && shifts.any(|shift| shift > MOST_SHIFT) {
            return Err(too_large_factor(self));
        }
        Ok(Layer {
            sizes,
            weights: weights.iter().map(|w| w.cast_unsigned()).collect(),
            element: Element::I8,
            arithmetic: Arithmetic::Int16 {
                bias,
                scales,
                output: self.activated_as(parts.activation, output, TensorType::INT16)?,
            },
        })
    }

    /// The biases, or zeros, of the type that TFLM sums in: that of the bias, else what the options say,
    /// else int64.
    fn accumulated(&self, parts: &Parts<'a>, channels: usize) -> Result<Accumulated, Problem> {
        let Some(operand) = parts.bias else {
            return Ok(match parts.bias_type {
                TensorType::INT32 => Accumulated::I32(vec![0; channels]),
                _ => Accumulated::I64(vec![0; channels]),
            });
        };
        let data = self.constant(operand, "bias")?;
        if operand.len() != channels {
            let says = format!("must have {channels} values, one a channel");
            return Err(self.mismatch(operand, "bias", &says));
        }
        match operand.tensor.ty {
            TensorType::INT32 => {
                let values = data.as_chunks().0.iter();
                Ok(Accumulated::I32(
                    values.map(|&b| i32::from_le_bytes(b)).collect(),
                ))
            }
            TensorType::INT16 if parts.takes_int16_bias => {
                let values = data.as_chunks().0.iter();
                Ok(Accumulated::I64(
                    values.map(|&b| i16::from_le_bytes(b).into()).collect(),
                ))
            }
            TensorType::INT64 => {
                let values = data.as_chunks().0.iter();
                Ok(Accumulated::I64(
                    values.map(|&b| i64::from_le_bytes(b)).collect(),
                ))
            }
            ty => Err(text::encoding(
                self.place(),
                "bias",
                operand.named(),
                "int32 or int64",
                &lower_case(ty),
            )),
        }
    }
}

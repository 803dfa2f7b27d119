//! Operators on f32.

mod elementwise;
mod hybrid;

pub(super) use elementwise::*;
pub(super) use hybrid::HybridParts;

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::op::float::Range;

use super::node::{Node, Operand};
use super::{Problem, half};
use crate::diagnostics::model as text;
use crate::graph::{Dense, FloatWeights};

/// Returns whether an operator's input at a position is float32: which of its kernels it wants.
pub(super) fn reads_float(node: &Node<'_>, position: usize) -> bool {
    let input = node.optional(position);
    input.is_some_and(|x| x.tensor.ty == TensorType::FLOAT32)
}

/// Returns whether an operator's weights are int8.
pub(super) fn has_int8_weights(node: &Node<'_>) -> bool {
    let weights = node.optional(1);
    weights.is_some_and(|weights| weights.tensor.ty == TensorType::INT8)
}

impl<'a> Node<'a> {
    /// The range of a fused activation: TFLite's `CalculateActivationRange`.
    pub(super) fn float_range(&self, activation: Activation) -> Result<Range, Problem> {
        let range = |min, max| Ok(Range { min, max });
        match activation {
            Activation::None => Ok(Range::FINITE),
            Activation::Relu => range(0.0, f32::MAX),
            Activation::Relu6 => range(0.0, 6.0),
            Activation::ReluN1To1 => range(-1.0, 1.0),
            Activation::Tanh | Activation::SignBit => {
                let name = format!("fused activation {activation:?}");
                Err(text::unsupported_option(self.place(), &name))
            }
        }
    }

    /// The values of a constant of floats, where `role` names it.
    pub(super) fn floats(&self, operand: Operand<'a>, role: &str) -> Result<Vec<f32>, Problem> {
        let operand = self.before_dequantize(operand);
        let widened = match operand.tensor.ty {
            TensorType::FLOAT16 => half::widened(self.constant(operand, role)?),
            _ => {
                self.expect_type(operand, role, TensorType::FLOAT32)?;
                self.constant(operand, role)?.to_vec()
            }
        };
        let values = widened.as_chunks().0.iter();
        Ok(values.map(|&bytes| f32::from_le_bytes(bytes)).collect())
    }

    /// The values of weights, where `role` names them, as the model keeps them.
    fn float_weights(&self, operand: Operand<'a>, role: &str) -> Result<FloatWeights, Problem> {
        let source = self.before_dequantize(operand);
        if source.tensor.ty == TensorType::FLOAT16 {
            let data = self.constant(source, role)?;
            return Ok(FloatWeights::Half(half::halves(data).collect()));
        }
        Ok(FloatWeights::Float(self.floats(operand, role)?))
    }

    /// Weights and bias of `channels` output channels.
    pub(super) fn dense(
        &self,
        weights: (Operand<'a>, &str),
        channels: usize,
        activation: Activation,
    ) -> Result<Dense, Problem> {
        Ok(Dense {
            weights: self.float_weights(weights.0, weights.1)?,
            bias: self.float_bias(2, channels)?,
            output: self.float_range(activation)?,
        })
    }

    /// The biases of `channels` output channels, at an input position; zeros where there are none.
    pub(super) fn float_bias(&self, position: usize, channels: usize) -> Result<Vec<f32>, Problem> {
        let Some(operand) = self.optional(position) else {
            return Ok(vec![0.0; channels]);
        };
        let bias = self.floats(operand, "bias")?;
        if bias.len() != channels {
            let says = format!("must have {channels} values, one a channel");
            return Err(self.mismatch(operand, "bias", &says));
        }
        Ok(bias)
    }
}

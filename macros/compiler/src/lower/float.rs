//! Operators on f32.

mod elementwise;

pub(super) use elementwise::*;

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::op::float::Range;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::Dense;

/// Whether an operator's input at a position is float32: which of its kernels it wants.
pub(super) fn reads_float(node: &Node<'_>, position: usize) -> bool {
    let input = node.optional(position);
    input.is_some_and(|x| x.tensor.ty == TensorType::FLOAT32)
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
        self.expect_type(operand, role, TensorType::FLOAT32)?;
        let values = self.constant(operand, role)?.as_chunks().0.iter();
        Ok(values.map(|&bytes| f32::from_le_bytes(bytes)).collect())
    }

    /// Weights and bias of `channels` output channels.
    pub(super) fn dense(
        &self,
        weights: (Operand<'a>, &str),
        channels: usize,
        activation: Activation,
    ) -> Result<Dense, Problem> {
        let bias = match self.optional(2) {
            Some(operand) => self.floats(operand, "bias")?,
            None => vec![0.0; channels],
        };
        if let Some(operand) = self.optional(2).filter(|_| bias.len() != channels) {
            let says = format!("must have {channels} values, one a channel");
            return Err(self.mismatch(operand, "bias", &says));
        }
        Ok(Dense {
            weights: self.floats(weights.0, weights.1)?,
            bias,
            output: self.float_range(activation)?,
        })
    }
}

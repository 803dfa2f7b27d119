//! Operators on f32.

mod elementwise;

pub(super) use elementwise::*;

use tflite_schema::TensorType;

use super::node::{Node, Operand};
use super::{Problem, half};

/// Returns whether an operator's input at a position is float32: which of its kernels it wants.
pub(super) fn reads_float(node: &Node<'_>, position: usize) -> bool {
    let input = node.optional(position);
    input.is_some_and(|x| x.tensor.ty == TensorType::FLOAT32)
}

impl<'a> Node<'a> {
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

    /// The biases of `channels` output channels; zeros where there are none.
    pub(super) fn float_bias(
        &self,
        bias: Option<Operand<'a>>,
        channels: usize,
    ) -> Result<Vec<f32>, Problem> {
        let Some(operand) = bias else {
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

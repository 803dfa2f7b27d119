//! Operators on int16 activations, which have no zero points.

mod elementwise;

pub(super) use elementwise::*;

use tflite_schema::TensorType;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::numbers::Quantization;

/// Returns whether an operator's first input is int16: which of its kernels it wants.
pub(super) fn reads_int16(node: &Node<'_>) -> bool {
    let input = node.optional(0);
    input.is_some_and(|x| x.tensor.ty == TensorType::INT16)
}

impl Node<'_> {
    /// The quantization of an activation without a zero point, as TFLM's kernels of int16 take them.
    pub(super) fn symmetric(&self, operand: Operand<'_>) -> Result<Quantization, Problem> {
        let quantization = self.quantization(operand)?;
        if quantization.zero_point == 0 {
            return Ok(quantization);
        }
        let role = match self.operator.outputs.contains(&operand.id) {
            true => "output",
            false => "input",
        };
        let says = format!(
            "must have the zero point 0, being int16, not {}",
            quantization.zero_point
        );
        let owner = Owner::Operator(self.place(), role);
        Err(text::quantization(owner, operand.named(), &says))
    }
}

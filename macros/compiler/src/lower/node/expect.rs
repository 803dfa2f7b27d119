//! What an operator refuses of its inputs and outputs.

use tflite_schema::{Activation, TensorType};

use super::{Node, Operand};
use crate::diagnostics::{self, counted, model as text, thousands};
use crate::lower::shapes::LARGEST;
use crate::lower::survey::arity::{is_in, numbers};
use crate::lower::survey::types::activations;
use crate::lower::types::{is_quantized, lower_case};
use crate::lower::{Problem, Support};
use crate::numbers::Quantization;

impl Node<'_> {
    /// Refuses an output that does not stand for what the operator's always does.
    pub(in crate::lower) fn expect_quantization(
        &self,
        operand: Operand<'_>,
        expected: Quantization,
    ) -> Result<(), Problem> {
        let found = self.quantization(operand)?;
        if found == expected {
            return Ok(());
        }
        let says = format!(
            "must have the scale 1/{} and the zero point {}, not {} and {}",
            expected.scale.recip(),
            expected.zero_point,
            found.scale,
            found.zero_point
        );
        let (place, named) = (self.place(), operand.named());
        Err(text::fixed_quantization(place, named, &says))
    }

    /// Refuses an input, by `role`, whose elements stand for other reals than the output's.
    pub(in crate::lower) fn expect_output_quantization(
        &self,
        operand: Operand<'_>,
        role: &str,
        output: Operand<'_>,
    ) -> Result<(), Problem> {
        let are_only_integers = operand.is_only_integers() && output.is_only_integers();
        let is_plain = !is_quantized(output.tensor.ty) || are_only_integers;
        if is_plain || self.quantization(operand)? == self.quantization(output)? {
            return Ok(());
        }
        Err(text::rescales(self.place(), role, operand.named()))
    }

    /// Refuses a fused activation where no reference computes any.
    pub(in crate::lower) fn expect_no_activation(
        &self,
        activation: Activation,
    ) -> Result<(), Problem> {
        match activation {
            Activation::None => Ok(()),
            _ => Err(text::unsupported_option(self.place(), "fused activation")),
        }
    }

    /// Refuses a tensor of another type.
    pub(in crate::lower) fn expect_type(
        &self,
        operand: Operand<'_>,
        role: &str,
        ty: TensorType,
    ) -> Result<(), Problem> {
        if operand.tensor.ty == ty {
            return Ok(());
        }
        let [must, is] = [ty, operand.tensor.ty].map(lower_case);
        Err(self.encoding(operand, role, &must, &is))
    }

    /// Refuses a first input to compute with that has another number of dimensions than kernels are written for.
    pub(in crate::lower) fn expect_rank(&self, support: &Support) -> Result<(), Problem> {
        let first = activations(self.operator).next();
        let Some(x) = first.and_then(|id| self.operand(id)) else {
            return Ok(());
        };
        let rank = x.shape().len();
        if is_in(rank, support.ranks) {
            return Ok(());
        }
        let must = numbers(support.ranks);
        let has = counted(rank, "dimension");
        Err(self.mismatch(x, "input", &format!("has {has}, but must have {must}")))
    }

    /// Makes the shape of an open output known. Refused is a shape without elements, and one that no microcontroller
    /// holds, before anything is computed from it.
    pub(in crate::lower) fn settle(
        &self,
        output: Operand<'_>,
        shape: &[usize],
    ) -> Result<(), Problem> {
        if !output.is_open() {
            return Ok(());
        }
        let elements = shape.iter().copied().fold(1, usize::saturating_mul);
        if elements == 0 {
            let shape = diagnostics::shape(shape);
            let says = format!("would be {shape}, which has no elements");
            return Err(self.mismatch(output, "output", &says));
        }
        let bytes = elements.saturating_mul(self.element(output).size());
        if bytes > LARGEST {
            return Err(text::too_large(output.named(), bytes, LARGEST));
        }
        output.known.get_or_init(|| shape.to_vec());
        Ok(())
    }

    /// Refuses an input or output, by `role`, whose shape is not the expected one, which an open output gets.
    pub(in crate::lower) fn expect_shape(
        &self,
        operand: Operand<'_>,
        role: &str,
        expected: &[usize],
    ) -> Result<(), Problem> {
        self.settle(operand, expected)?;
        if operand.shape() == expected {
            return Ok(());
        }
        let reason = match role {
            "output" => "the shape that its inputs make",
            _ => "the shape that its output takes",
        };
        let says = format!("must be {}, {reason}", diagnostics::shape(expected));
        Err(self.mismatch(operand, role, &says))
    }

    /// Refuses an output that has not as many elements as the shape that the inputs make, which an open output gets.
    pub(in crate::lower) fn expect_elements(
        &self,
        output: Operand<'_>,
        shape: &[usize],
    ) -> Result<(), Problem> {
        self.settle(output, shape)?;
        self.expect_len(output, "output", shape.iter().product())
    }

    /// Refuses an input or output, by `role`, that does not have the expected number of elements.
    pub(in crate::lower) fn expect_len(
        &self,
        operand: Operand<'_>,
        role: &str,
        expected: usize,
    ) -> Result<(), Problem> {
        if operand.len() == expected {
            return Ok(());
        }
        let (has, expected) = (thousands(operand.len() as u64), thousands(expected as u64));
        let says = format!("has {has} elements, but must have {expected}");
        Err(self.mismatch(operand, role, &says))
    }
}

//! What an operator adds to the graph.

use super::{Node, Operand};
use crate::call::Type;
use crate::diagnostics::model as text;
use crate::graph::{Element, Initial, Kind, TensorId};
use crate::lower::Problem;
use crate::numbers::Quantization;

impl Node<'_> {
    /// Adds a step to the graph.
    pub(in crate::lower) fn emit(
        &mut self,
        kind: impl Into<Kind>,
        inputs: &[Operand<'_>],
        output: Operand<'_>,
    ) {
        self.emit_with_state(kind, inputs, &[], output);
    }

    /// Adds a step to the graph that reads and writes variables besides.
    pub(in crate::lower) fn emit_with_state(
        &mut self,
        kind: impl Into<Kind>,
        inputs: &[Operand<'_>],
        state: &[Operand<'_>],
        output: Operand<'_>,
    ) {
        let ids = |operands: &[Operand<'_>]| operands.iter().map(|x| self.id(*x)).collect();
        let (inputs, state) = (ids(inputs), ids(state));
        self.emit_keeping(kind, inputs, state, self.id(output));
    }

    /// Adds a step to the graph that writes several tensors.
    pub(in crate::lower) fn emit_all(
        &mut self,
        kind: impl Into<Kind>,
        inputs: &[Operand<'_>],
        outputs: &[Operand<'_>],
    ) -> Result<(), Problem> {
        let inputs = inputs.iter().map(|x| self.id(*x)).collect();
        self.emit_ids(kind, inputs, outputs)
    }

    /// Adds a step to the graph that writes several tensors, from inputs that the model need not have.
    pub(in crate::lower) fn emit_ids(
        &mut self,
        kind: impl Into<Kind>,
        inputs: Vec<TensorId>,
        outputs: &[Operand<'_>],
    ) -> Result<(), Problem> {
        let mut outputs = outputs.iter().map(|y| self.id(*y));
        let output = outputs.next();
        let output = output.ok_or_else(|| text::missing(self.place(), "output"))?;
        let others = outputs.collect();
        self.builder
            .emit(kind.into(), inputs, Vec::new(), (output, others));
        Ok(())
    }

    /// Adds a step to the graph that reads or writes tensors which the model does not have.
    pub(in crate::lower) fn emit_between(
        &mut self,
        kind: impl Into<Kind>,
        inputs: Vec<TensorId>,
        output: TensorId,
    ) {
        self.emit_keeping(kind, inputs, Vec::new(), output);
    }

    /// Adds a step to the graph on tensors which the model does not have, with state that is kept from run to run.
    pub(in crate::lower) fn emit_keeping(
        &mut self,
        kind: impl Into<Kind>,
        inputs: Vec<TensorId>,
        state: Vec<TensorId>,
        output: TensorId,
    ) {
        self.builder
            .emit(kind.into(), inputs, state, (output, Vec::new()));
    }

    /// Adds DEQUANTIZE of a tensor.
    pub(in crate::lower) fn emit_dequantized(
        &mut self,
        quantization: Quantization,
        x: TensorId,
        y: TensorId,
    ) {
        self.builder.dequantize(quantization, x, y);
    }

    /// The type of a tensor's elements in a program.
    pub(in crate::lower) fn ty(&self, operand: Operand<'_>) -> Type {
        self.element(operand).ty()
    }

    /// Lets a tensor keep its value from run to run.
    pub(in crate::lower) fn keep(&mut self, id: TensorId, first: Initial) {
        self.builder.keep(id, first);
    }

    /// A tensor between two steps of this operator.
    pub(in crate::lower) fn between(&mut self, shape: &[usize], element: Element) -> TensorId {
        let name = self.place().output.map(|output| output.name);
        let name = name.unwrap_or(self.builder.name());
        self.builder.between(name, shape, element)
    }

    /// Lets a tensor be a constant of these little-endian bytes.
    pub(in crate::lower) fn define(&mut self, output: Operand<'_>, bytes: Vec<u8>) {
        self.builder.define(self.id(output), bytes);
    }
}

//! What an operator adds to the graph.

use super::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{self, Element, Initial, Kind, TensorId};
use crate::lower::Problem;

impl Node<'_> {
    /// Adds a step to the graph.
    pub(in crate::lower) fn emit(
        &mut self,
        kind: Kind,
        inputs: &[Operand<'_>],
        output: Operand<'_>,
    ) {
        self.emit_with_state(kind, inputs, &[], output);
    }

    /// Adds a step to the graph that reads and writes variables besides.
    pub(in crate::lower) fn emit_with_state(
        &mut self,
        kind: Kind,
        inputs: &[Operand<'_>],
        state: &[Operand<'_>],
        output: Operand<'_>,
    ) {
        self.add(kind, inputs, state, output, &[]);
    }

    /// Adds a step to the graph that writes several tensors.
    pub(in crate::lower) fn emit_all(
        &mut self,
        kind: Kind,
        inputs: &[Operand<'_>],
        outputs: &[Operand<'_>],
    ) -> Result<(), Problem> {
        let (output, others) = outputs
            .split_first()
            .ok_or_else(|| text::missing(self.place(), "output"))?;
        self.add(kind, inputs, &[], *output, others);
        Ok(())
    }

    /// The same of inputs that the model need not have.
    pub(in crate::lower) fn emit_ids(
        &mut self,
        kind: Kind,
        inputs: Vec<TensorId>,
        outputs: &[Operand<'_>],
    ) -> Result<(), Problem> {
        self.emit_all(kind, &[], outputs)?;
        if let Some(operator) = self.graph.operators.last_mut() {
            operator.inputs = inputs;
        }
        Ok(())
    }

    fn add(
        &mut self,
        kind: Kind,
        inputs: &[Operand<'_>],
        state: &[Operand<'_>],
        output: Operand<'_>,
        others: &[Operand<'_>],
    ) {
        let ids = |operands: &[Operand<'_>]| operands.iter().map(|x| self.id(*x)).collect();
        self.graph.operators.push(graph::Operator {
            index: self.index,
            name: self.name,
            kind,
            inputs: ids(inputs),
            state: ids(state),
            output: self.id(output),
            others: ids(others),
        });
    }

    /// Adds a step to the graph that reads or writes tensors which the model does not have.
    pub(in crate::lower) fn emit_between(
        &mut self,
        kind: Kind,
        inputs: Vec<TensorId>,
        output: TensorId,
    ) {
        self.graph.operators.push(graph::Operator {
            index: self.index,
            name: self.name,
            kind,
            inputs,
            state: Vec::new(),
            output,
            others: Vec::new(),
        });
    }

    /// Adds a step to the graph whose state and output are kept from run to run.
    pub(in crate::lower) fn emit_keeping(
        &mut self,
        kind: Kind,
        inputs: Vec<TensorId>,
        state: Vec<TensorId>,
        output: TensorId,
    ) {
        self.graph.operators.push(graph::Operator {
            index: self.index,
            name: self.name,
            kind,
            inputs,
            state,
            output,
            others: Vec::new(),
        });
    }

    /// Lets a tensor keep its value from run to run.
    pub(in crate::lower) fn keep(&mut self, id: TensorId, first: Initial) {
        self.graph.state.insert(id, first);
    }

    /// A tensor between two steps of this operator.
    pub(in crate::lower) fn between(&mut self, shape: &[usize], element: Element) -> TensorId {
        let name = self.place().output.map(|output| output.name);
        self.graph.add(graph::Tensor {
            name: name.unwrap_or(self.name).to_owned(),
            shape: shape.to_vec(),
            element,
            constant: None,
        })
    }

    /// Lets a tensor be a constant of these little-endian bytes.
    pub(in crate::lower) fn define(&mut self, output: Operand<'_>, bytes: Vec<u8>) {
        let TensorId(id) = self.id(output);
        self.graph.tensors[id].constant = Some(bytes);
    }
}

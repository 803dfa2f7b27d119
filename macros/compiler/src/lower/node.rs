//! One operator of the model, with what its lowering asks for.

mod emit;
mod expect;

use tflite_schema::{BuiltinOperator, Model, Operator, Subgraph, Tensor, TensorType};

use super::shapes::Cell;
use super::state::Variables;
use super::types::lower_case;
use super::{Problem, Role, Scope, quantization};
use crate::custom::Custom;
use crate::diagnostics::model as text;
use crate::diagnostics::model::{Named, Owner, Place};
use crate::graph::{self, Builder, Element, Graph, TensorId};
use crate::numbers::Quantization;
use crate::passes;

/// An operator on its way into the graph.
pub(super) struct Node<'a> {
    subgraph: &'a Subgraph<'a>,
    scope: Scope<'a>,
    variables: &'a Variables,
    builder: Builder<'a>,
    pub(super) operator: &'a Operator<'a>,
    /// The position of the operator in the subgraph.
    position: usize,
    /// Problems of the subgraphs that it runs.
    pub(super) more: Vec<Problem>,
}

/// A tensor of the model with its index.
#[derive(Clone, Copy)]
pub(super) struct Operand<'a> {
    pub(super) id: usize,
    pub(super) tensor: &'a Tensor<'a>,
    /// Its shape, once that is known.
    known: &'a Cell,
}

impl<'a> Operand<'a> {
    /// Its shape: as the file has it where it is still open.
    pub(super) fn shape(&self) -> &'a [usize] {
        self.known.get().unwrap_or(&self.tensor.shape)
    }

    /// Returns whether its shape is to be made known.
    pub(super) fn is_open(&self) -> bool {
        self.known.get().is_none()
    }

    /// Number of elements.
    pub(super) fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Returns whether its integers stand for nothing except themselves.
    pub(super) fn is_only_integers(&self) -> bool {
        self.tensor.quantization.is_none()
    }

    pub(super) fn named(&self) -> Named<'a> {
        Named {
            shape: self.shape(),
            ..named(self.tensor)
        }
    }
}

impl<'a> Node<'a> {
    /// `position` is that of an operator in the subgraph.
    pub(super) fn new(
        scope: Scope<'a>,
        variables: &'a Variables,
        graph: &'a mut Graph,
        position: usize,
        name: &'static str,
    ) -> Self {
        let operator = &scope.subgraph.operators[position];
        Self {
            subgraph: scope.subgraph,
            scope,
            variables,
            builder: Builder::new(graph, operator.index, name),
            operator,
            position,
            more: Vec::new(),
        }
    }

    /// The operators of the subgraph up to this one.
    pub(super) fn operators_so_far(&self) -> impl Iterator<Item = &'a Operator<'a>> {
        self.subgraph.operators.iter().take(self.position + 1)
    }

    pub(super) fn scope(&self) -> Scope<'a> {
        self.scope
    }

    pub(super) fn model(&self) -> &'a Model<'a> {
        self.scope.model
    }

    pub(super) fn customs(&self) -> &'a [Custom] {
        self.scope.customs
    }

    /// Returns whether a tensor of int8 stands for one of uint8.
    pub(super) fn was_uint8(&self, operand: Operand<'_>) -> bool {
        self.scope.were_uint8.contains(&operand.id)
    }

    pub(super) fn place(&self) -> Place<'a> {
        let place = place(self.subgraph, self.position, self.builder.name());
        Place {
            output: self.outputs().first().map(Operand::named),
            ..place
        }
    }

    /// The input at a position, where `role` names it.
    pub(super) fn input(&self, position: usize, role: &str) -> Result<Operand<'a>, Problem> {
        self.optional(position)
            .ok_or_else(|| text::missing(self.place(), role))
    }

    /// The input at a position unless it was left out.
    pub(super) fn optional(&self, position: usize) -> Option<Operand<'a>> {
        let id = self.operator.inputs.get(position).copied().flatten()?;
        self.operand(id)
    }

    /// All inputs.
    pub(super) fn inputs(&self) -> Result<Vec<Operand<'a>>, Problem> {
        (0..self.operator.inputs.len())
            .map(|position| self.input(position, "input"))
            .collect()
    }

    /// The variable at an input position, where `role` names it: state for [`Node::emit_with_state`].
    pub(super) fn variable(&self, position: usize, role: &str) -> Result<Operand<'a>, Problem> {
        let operand = self.input(position, role)?;
        match operand.tensor.is_variable {
            true => Ok(operand),
            false => Err(self.mismatch(operand, role, "must be a variable")),
        }
    }

    /// The only output.
    pub(super) fn output(&self) -> Result<Operand<'a>, Problem> {
        match self.operator.outputs.as_slice() {
            &[id] => self.operand(id),
            _ => None,
        }
        .ok_or_else(|| text::missing(self.place(), "single output"))
    }

    /// All outputs.
    pub(super) fn outputs(&self) -> Vec<Operand<'a>> {
        self.operator
            .outputs
            .iter()
            .filter_map(|&id| self.operand(id))
            .collect()
    }

    /// The first input of the operator of a kind that writes a tensor.
    pub(super) fn producer(
        &self,
        operand: Operand<'_>,
        kind: BuiltinOperator,
    ) -> Option<Operand<'a>> {
        let mut operators = self.subgraph.operators.iter();
        let producer = operators.find(|operator| operator.outputs.contains(&operand.id))?;
        let id = producer.inputs.first().copied().flatten()?;
        (producer.builtin() == kind).then(|| self.operand(id))?
    }

    pub(super) fn operand(&self, id: usize) -> Option<Operand<'a>> {
        let tensor = self.subgraph.tensors.get(id)?;
        let known = self.scope.shapes.cell(id)?;
        Some(Operand { id, tensor, known })
    }

    /// Scale and zero point of an activation.
    pub(super) fn quantization(&self, operand: Operand<'_>) -> Result<Quantization, Problem> {
        let role = match self.operator.outputs.contains(&operand.id) {
            true => "output",
            false => "input",
        };
        quantization::of(operand.tensor, Owner::Operator(self.place(), role))
    }

    /// The bytes of a constant, where `role` names it.
    pub(super) fn constant(&self, operand: Operand<'a>, role: &str) -> Result<&'a [u8], Problem> {
        operand
            .tensor
            .data
            .ok_or_else(|| text::not_constant(self.place(), role, operand.named()))
    }

    /// The bytes of what operators before this one compute from constants and shapes alone.
    pub(super) fn known(&self, operand: Operand<'_>) -> Option<Vec<u8>> {
        passes::known(self.builder.graph(), self.id(operand))
    }

    /// The values of integers that are constant, or computed from constants and shapes alone, where
    /// `role` names them.
    pub(super) fn integers(&self, position: usize, role: &str) -> Result<Vec<i64>, Problem> {
        let operand = self.input(position, role)?;
        let computed = self.known(operand);
        let data = match &computed {
            Some(data) => data,
            None => self.constant(operand, role)?,
        };
        match operand.tensor.ty {
            TensorType::INT32 => {
                let values = data.as_chunks().0.iter();
                Ok(values.map(|&b| i32::from_le_bytes(b).into()).collect())
            }
            TensorType::INT64 => {
                let values = data.as_chunks().0.iter();
                Ok(values.map(|&b| i64::from_le_bytes(b)).collect())
            }
            ty => Err(self.encoding(operand, role, "int32 or int64", &lower_case(ty))),
        }
    }

    /// The dimensions of a tensor of four.
    pub(super) fn nhwc(&self, operand: Operand<'_>, role: &str) -> Result<[usize; 4], Problem> {
        let shape = operand.shape().try_into();
        shape.map_err(|_| self.mismatch(operand, role, "must have four dimensions"))
    }

    /// A tensor's shape does not fit: `says` goes on after its name.
    pub(super) fn mismatch(&self, operand: Operand<'_>, role: &str, says: &str) -> Problem {
        text::mismatch(self.place(), role, operand.named(), says)
    }

    pub(super) fn encoding(
        &self,
        operand: Operand<'_>,
        role: &str,
        must: &str,
        is: &str,
    ) -> Problem {
        text::encoding(self.place(), role, operand.named(), must, is)
    }

    /// An axis counted from the front.
    pub(super) fn axis(&self, axis: i64, rank: usize) -> Result<usize, Problem> {
        let from_front = if axis < 0 {
            axis.checked_add_unsigned(rank as u64)
        } else {
            Some(axis)
        };
        let axis_in_range = from_front.and_then(|axis| usize::try_from(axis).ok());
        axis_in_range.filter(|&axis| axis < rank).ok_or_else(|| {
            let what = format!("its axis {axis} is out of range for {rank} dimensions");
            text::option(self.place(), &what)
        })
    }

    /// The tensor of the graph that a tensor of the subgraph becomes.
    pub(super) fn id(&self, operand: Operand<'_>) -> TensorId {
        self.scope.id(operand.id)
    }

    /// A tensor of the graph.
    pub(super) fn tensor(&self, id: TensorId) -> &graph::Tensor {
        self.builder.graph().tensor(id)
    }

    /// The type of a tensor's elements.
    pub(super) fn element(&self, operand: Operand<'_>) -> Element {
        self.tensor(self.id(operand)).element
    }

    /// The variable that a resource handle stands for.
    pub(super) fn variable_of(&self, handle: Operand<'_>) -> Option<TensorId> {
        self.variables.get(self.id(handle))
    }

    /// Returns whether it belongs to the model's entry.
    pub(super) fn is_in_entry(&self) -> bool {
        self.scope.role == Role::Entry
    }

    /// Returns whether an earlier operator reads or assigns what is assigned once.
    pub(super) fn comes_after_its_variables(&self) -> bool {
        let graph = self.builder.graph();
        let once = |id| graph.once.iter().any(|operator| operator.output == id);
        let mut earlier = graph.operators.iter();
        earlier.any(|operator| operator.touched().any(once))
    }
}

/// The place in the file of the operator at a position of a subgraph.
pub(super) fn place<'a>(subgraph: &'a Subgraph<'a>, position: usize, name: &'a str) -> Place<'a> {
    let operator = subgraph.operators.get(position);
    let output = operator
        .and_then(|operator| operator.outputs.first())
        .and_then(|&id| subgraph.tensors.get(id));
    Place {
        index: operator.map_or(position, |operator| operator.index),
        operator: name,
        output: output.map(named),
    }
}

/// How a tensor is named.
pub(super) fn named<'a>(tensor: &'a Tensor<'a>) -> Named<'a> {
    Named {
        name: tensor.name,
        shape: &tensor.shape,
    }
}

//! One operator of the model, with what its lowering asks for.

use tflite_schema::{Operator, Subgraph, Tensor, TensorType};

use super::{Problem, quantization};
use crate::diagnostics::model as text;
use crate::diagnostics::model::{Named, Place};
use crate::graph::{self, Graph, Kind, TensorId};
use crate::numerics::Quantization;

/// An operator on its way into the graph.
pub(super) struct Node<'a> {
    subgraph: &'a Subgraph<'a>,
    graph: &'a mut Graph,
    pub(super) operator: &'a Operator<'a>,
    index: usize,
    name: &'static str,
}

/// A tensor of the model with its index.
#[derive(Clone, Copy)]
pub(super) struct Operand<'a> {
    pub(super) id: usize,
    pub(super) tensor: &'a Tensor<'a>,
}

impl<'a> Operand<'a> {
    pub(super) fn shape(&self) -> &'a [usize] {
        &self.tensor.shape
    }

    /// Number of elements.
    pub(super) fn len(&self) -> usize {
        self.tensor.shape.iter().product()
    }

    pub(super) fn named(&self) -> Named<'a> {
        Named {
            name: self.tensor.name,
            shape: &self.tensor.shape,
        }
    }
}

impl<'a> Node<'a> {
    /// `index` is that of an operator of `subgraph`.
    pub(super) fn new(
        subgraph: &'a Subgraph<'a>,
        graph: &'a mut Graph,
        index: usize,
        name: &'static str,
    ) -> Self {
        Self {
            subgraph,
            graph,
            operator: &subgraph.operators[index],
            index,
            name,
        }
    }

    pub(super) fn place(&self) -> Place<'a> {
        place(self.subgraph, self.index, self.name)
    }

    /// The input at a position, where `what` names it.
    pub(super) fn input(&self, position: usize, what: &str) -> Result<Operand<'a>, Problem> {
        self.optional(position)
            .ok_or_else(|| text::missing(self.place(), what))
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

    /// The only output.
    pub(super) fn output(&self) -> Result<Operand<'a>, Problem> {
        match self.operator.outputs.as_slice() {
            &[id] => self.operand(id),
            _ => None,
        }
        .ok_or_else(|| text::missing(self.place(), "output"))
    }

    /// All outputs.
    pub(super) fn outputs(&self) -> Vec<Operand<'a>> {
        self.operator
            .outputs
            .iter()
            .filter_map(|&id| self.operand(id))
            .collect()
    }

    fn operand(&self, id: usize) -> Option<Operand<'a>> {
        self.subgraph
            .tensors
            .get(id)
            .map(|tensor| Operand { id, tensor })
    }

    /// Scale and zero point of an int8 activation.
    pub(super) fn quantization(&self, operand: Operand<'_>) -> Result<Quantization, Problem> {
        quantization::per_tensor(self.place(), operand)
    }

    /// The values of a constant of integers, where `what` names it.
    pub(super) fn integers(&self, position: usize, what: &str) -> Result<Vec<i64>, Problem> {
        let operand = self.input(position, what)?;
        let Some(data) = operand.tensor.data else {
            return Err(text::not_constant(self.place(), what, operand.named()));
        };
        match operand.tensor.ty {
            TensorType::INT32 => Ok(data
                .as_chunks()
                .0
                .iter()
                .map(|&b| i32::from_le_bytes(b).into())
                .collect()),
            TensorType::INT64 => Ok(data
                .as_chunks()
                .0
                .iter()
                .map(|&b| i64::from_le_bytes(b))
                .collect()),
            ty => Err(text::encoding(
                self.place(),
                what,
                operand.named(),
                &ty.to_string(),
            )),
        }
    }

    /// The dimensions of a tensor of four.
    pub(super) fn nhwc(&self, operand: Operand<'_>) -> Result<[usize; 4], Problem> {
        operand
            .shape()
            .try_into()
            .map_err(|_| text::shapes(self.place(), "it works on four dimensions", operand.named()))
    }

    /// Refuses a tensor whose shape is not the expected one.
    pub(super) fn expect_shape(
        &self,
        operand: Operand<'_>,
        expected: &[usize],
    ) -> Result<(), Problem> {
        if operand.shape() == expected {
            return Ok(());
        }
        let what = format!("its inputs make {}", crate::diagnostics::shape(expected));
        Err(text::shapes(self.place(), &what, operand.named()))
    }

    /// Refuses a tensor that does not have the expected number of elements.
    pub(super) fn expect_len(&self, operand: Operand<'_>, expected: usize) -> Result<(), Problem> {
        if operand.len() == expected {
            return Ok(());
        }
        let what = format!("its inputs make {expected} elements");
        Err(text::shapes(self.place(), &what, operand.named()))
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
            let what = format!("axis {axis} of a tensor of {rank} dimensions does not exist");
            text::option(self.place(), &what)
        })
    }

    /// Adds a step to the graph.
    pub(super) fn emit(&mut self, kind: Kind, inputs: &[Operand<'_>], output: Operand<'_>) {
        self.graph.operators.push(graph::Operator {
            index: self.index,
            name: self.name,
            kind,
            inputs: inputs.iter().map(|input| TensorId(input.id)).collect(),
            output: TensorId(output.id),
        });
    }
}

/// Where an operator is.
pub(super) fn place<'a>(subgraph: &'a Subgraph<'a>, index: usize, name: &'a str) -> Place<'a> {
    let output = subgraph
        .operators
        .get(index)
        .and_then(|operator| operator.outputs.first());
    let output = output.and_then(|&id| subgraph.tensors.get(id));
    Place {
        index,
        operator: name,
        output: output.map_or("nothing", |tensor| tensor.name),
        shape: output.map_or(&[], |tensor| &tensor.shape),
    }
}

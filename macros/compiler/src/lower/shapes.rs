//! The shapes of a subgraph's tensors, from its inputs on.
//!
//! LiteRT's `Prepare` computes the shape of each output from the inputs. Here the lowering of an operator does: it
//! states the shape that the inputs make. That becomes the shape of a tensor that the converter left open, and is
//! compared with that of any other.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use tflite_schema::{Operator, Subgraph, Tensor};

use super::node::{named, place};
use super::{Problem, Scope, element};
use crate::diagnostics::model as text;
use crate::graph::Graph;

/// Bytes of the largest tensor that is accepted: more than a microcontroller has, and little enough
/// to compute constants of.
pub(super) const LARGEST: usize = 16 << 20;

/// A shape that is known from the start, or once the operator is lowered that makes it.
pub(super) type Cell = OnceCell<Vec<usize>>;

/// The shapes of all tensors of a subgraph.
pub(super) struct Shapes(Vec<Cell>);

impl Shapes {
    /// The shapes that the file has fixed.
    pub(super) fn of(subgraph: &Subgraph<'_>) -> Self {
        let computed: BTreeSet<usize> = subgraph
            .operators
            .iter()
            .flat_map(|operator| operator.outputs.iter().copied())
            .collect();
        let tensors = subgraph.tensors.iter().enumerate();
        let cells = tensors.map(
            |(id, tensor)| match is_open(tensor) && computed.contains(&id) {
                true => Cell::new(),
                false => Cell::from(tensor.shape.clone()),
            },
        );
        Self(cells.collect())
    }

    /// The shape of a tensor, if it is known already.
    pub(super) fn get(&self, id: usize) -> Option<&[usize]> {
        self.cell(id)?.get().map(Vec::as_slice)
    }

    /// The place for the shape of a tensor.
    pub(super) fn cell(&self, id: usize) -> Option<&Cell> {
        self.0.get(id)
    }

    /// Returns whether all inputs of an operator have shapes.
    pub(super) fn are_known(&self, operator: &Operator<'_>) -> bool {
        let mut inputs = operator.inputs.iter().flatten();
        inputs.all(|&id| self.get(id).is_some())
    }
}

/// Numbers of the model as lengths of dimensions; those that are none as 0, of which no tensor is.
pub(super) fn lengths(numbers: &[i64]) -> Vec<usize> {
    let lengths = numbers.iter();
    lengths
        .map(|&number| usize::try_from(number).unwrap_or(0))
        .collect()
}

/// Returns whether the shape in the file is not to be believed: a dimension was unknown to the converter, or the rank
/// was, which old converters did not tell from a scalar.
pub(super) fn is_open(tensor: &Tensor<'_>) -> bool {
    let is_constant = tensor.data.is_some() || tensor.is_variable;
    let has_unknown = tensor.shape_signature.iter().any(|&length| length < 0);
    let has_no_rank = tensor.shape.is_empty() && !tensor.has_rank;
    !is_constant && (has_unknown || has_no_rank || tensor.shape.contains(&0))
}

/// Returns whether a shape may be taken as the file has it where nothing else makes it known: only the batch, the first
/// dimension, is open, and the file says how large it is.
pub(super) fn has_open_batch_only(tensor: &Tensor<'_>) -> bool {
    let mut others = tensor.shape_signature.iter().skip(1);
    others.all(|&length| length >= 0) && !tensor.shape.contains(&0)
}

/// Gives the graph the shapes of the outputs of an operator that was lowered; a problem if they are still open.
pub(super) fn outputs(
    scope: &Scope<'_>,
    (position, name): (usize, &str),
    graph: &mut Graph,
) -> Option<Problem> {
    let operator = scope.subgraph.operators.get(position)?;
    let mut problem = None;
    for &id in &operator.outputs {
        let (Some(tensor), Some(cell)) = (scope.subgraph.tensors.get(id), scope.shapes.cell(id))
        else {
            continue;
        };
        if has_open_batch_only(tensor) || element(tensor.ty).is_none() {
            cell.get_or_init(|| tensor.shape.clone());
        }
        let Some(shape) = cell.get() else {
            let place = place(scope.subgraph, position, name);
            problem = problem.or_else(|| Some(text::open_output(place, named(tensor))));
            continue;
        };
        graph.tensors[scope.id(id).0].shape.clone_from(shape);
    }
    problem
}

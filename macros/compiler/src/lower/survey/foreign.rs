//! Types and shapes that unsupported operators bring into a model. The operators are refused, and their tensors
//! are not judged.

use std::collections::{BTreeSet, HashMap};

use tflite_schema::Subgraph;

use super::is_unsupported;
use super::types::activations;
use crate::custom::Custom;

/// Tensors whose type nobody chose but an unsupported operator.
///
/// Tensors of one type that the same operator reads or writes have that type for one reason. The reason is the
/// converter's choice if one of them is an input of the model. Otherwise it may be an unsupported
/// operator that one of them comes from or goes to.
pub(super) fn typed(subgraph: &Subgraph<'_>, customs: &[Custom]) -> BTreeSet<usize> {
    let mut reasons = Reasons::new(subgraph, customs);
    let unsupported = subgraph.operators.iter();
    let unsupported = unsupported.filter(|operator| is_unsupported(operator, customs));
    let touched: Vec<usize> = unsupported
        .flat_map(|operator| operator.inputs.iter().flatten().chain(&operator.outputs))
        .copied()
        .collect();
    let mut of = |tensors: &[usize]| -> BTreeSet<usize> {
        tensors.iter().filter_map(|&id| reasons.find(id)).collect()
    };
    let foreign = &of(&touched) - &of(&subgraph.inputs);
    let is_foreign = |&id: &usize| {
        reasons
            .find(id)
            .is_some_and(|reason| foreign.contains(&reason))
    };
    (0..subgraph.tensors.len()).filter(is_foreign).collect()
}

/// Sets of tensors that have their type for one reason.
struct Reasons {
    /// The next tensor on the way to the one that stands for its set; itself if it is that one.
    next: Vec<usize>,
}

impl Reasons {
    fn new(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Self {
        let mut reasons = Self {
            next: (0..subgraph.tensors.len()).collect(),
        };
        let operators = subgraph.operators.iter();
        for operator in operators.filter(|operator| !is_unsupported(operator, customs)) {
            let mut first = HashMap::new();
            for id in activations(operator).chain(operator.outputs.iter().copied()) {
                let Some(tensor) = subgraph.tensors.get(id) else {
                    continue;
                };
                let of_type = *first.entry(tensor.ty).or_insert(id);
                reasons.join(of_type, id);
            }
        }
        reasons
    }

    fn join(&mut self, a: usize, b: usize) {
        if let (Some(a), Some(b)) = (self.find(a), self.find(b)) {
            self.next[b] = a;
        }
    }

    /// The tensor that stands for the set of a tensor. The way to it becomes half as long.
    fn find(&mut self, mut id: usize) -> Option<usize> {
        while *self.next.get(id)? != id {
            self.next[id] = self.next[self.next[id]];
            id = self.next[id];
        }
        Some(id)
    }
}

//! Types and shapes that unsupported operators bring into a model. The operators are refused, and their tensors
//! are not judged.

use std::collections::BTreeSet;

use tflite_schema::{Operator, Subgraph};

use super::is_unsupported;
use super::types::activations;
use crate::custom::Custom;

/// Tensors whose type nobody chose but an unsupported operator.
///
/// Tensors of one type that the same operator reads or writes have that type for one reason. The reason is the
/// converter's choice if one of them is an input of the model. Otherwise it may be an unsupported
/// operator that one of them comes from or goes to.
pub(super) fn typed(subgraph: &Subgraph<'_>, customs: &[Custom]) -> BTreeSet<usize> {
    let reads = |operator: &Operator<'_>| operator.inputs.clone().into_iter().flatten();
    let touched = unsupported(subgraph, customs).flat_map(|operator| {
        let writes = operator.outputs.iter().copied();
        reads(operator).chain(writes)
    });
    let ty = |id: usize| subgraph.tensors.get(id).map(|tensor| tensor.ty);
    let of_one_type = |tensors: BTreeSet<usize>| {
        closed(subgraph, tensors, |operator, known| {
            if is_unsupported(operator, customs) {
                return Vec::new();
            }
            let writes = operator.outputs.iter().copied();
            let touched: Vec<usize> = activations(operator).chain(writes).collect();
            let types = touched.iter().filter(|id| known.contains(id));
            let types: Vec<_> = types.map(|&id| ty(id)).collect();
            let alike = touched.into_iter().filter(|&id| types.contains(&ty(id)));
            alike.collect()
        })
    };
    let chosen = of_one_type(subgraph.inputs.iter().copied().collect());
    &of_one_type(touched.collect()) - &chosen
}

/// Tensors that an unsupported operator computes, and what is computed from them.
pub(super) fn computed(subgraph: &Subgraph<'_>, customs: &[Custom]) -> BTreeSet<usize> {
    let writes = unsupported(subgraph, customs).flat_map(|operator| &operator.outputs);
    closed(subgraph, writes.copied().collect(), |operator, known| {
        let mut reads = operator.inputs.iter().flatten();
        match reads.any(|id| known.contains(id)) {
            true => operator.outputs.clone(),
            false => Vec::new(),
        }
    })
}

fn unsupported<'m, 'a>(
    subgraph: &'m Subgraph<'a>,
    customs: &'m [Custom],
) -> impl Iterator<Item = &'m Operator<'a>> {
    let operators = subgraph.operators.iter();
    operators.filter(|operator| is_unsupported(operator, customs))
}

/// The tensors and all that operators add to them: `more` says which, given those that are known.
fn closed<'a>(
    subgraph: &Subgraph<'a>,
    mut tensors: BTreeSet<usize>,
    more: impl Fn(&Operator<'a>, &BTreeSet<usize>) -> Vec<usize>,
) -> BTreeSet<usize> {
    loop {
        let before = tensors.len();
        for operator in &subgraph.operators {
            let added = more(operator, &tensors);
            tensors.extend(added);
        }
        if tensors.len() == before {
            return tensors;
        }
    }
}

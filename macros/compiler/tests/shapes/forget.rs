//! Models without the shapes that operators make.

use std::collections::BTreeSet;

use tflite_schema::{BuiltinOperator as Op, Subgraph};

/// Forgets the shapes of what operators compute, except that of a variable's first value.
pub(crate) fn forget(subgraph: &mut Subgraph<'_>, has_rank: bool) {
    let outputs = subgraph
        .operators
        .iter()
        .flat_map(|operator| &operator.outputs);
    let computed: BTreeSet<usize> = outputs.copied().collect();
    let assignments = subgraph.operators.iter();
    let assignments = assignments.filter(|operator| operator.builtin() == Op::ASSIGN_VARIABLE);
    let assigned: BTreeSet<usize> = assignments
        .filter_map(|operator| operator.inputs[1])
        .collect();
    for &id in computed.difference(&assigned) {
        let tensor = &mut subgraph.tensors[id];
        let rank = tensor.shape.len();
        tensor.has_rank = has_rank && rank > 0;
        if tensor.is_variable || rank == 0 {
            continue;
        }
        (tensor.shape, tensor.shape_signature) = match has_rank {
            true => (vec![1; rank], vec![-1; rank]),
            false => (Vec::new(), Vec::new()),
        };
    }
}

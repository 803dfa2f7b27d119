//! Operators that no output depends on go.

use std::collections::HashSet;

use crate::graph::{Graph, TensorId};

/// Removes operators whose output nobody reads. Exact: they have no effect but their output and state of
/// their own; what is written to state is read by the next run.
pub(super) fn remove(graph: &mut Graph) {
    let outputs = graph.outputs.iter().map(|port| port.tensor);
    let mut needed: HashSet<TensorId> = outputs.chain(graph.state.keys().copied()).collect();
    let mut kept = Vec::with_capacity(graph.operators.len());
    while let Some(operator) = graph.operators.pop() {
        if needed.contains(&operator.output) {
            needed.extend(&operator.inputs);
            kept.push(operator);
        }
    }
    kept.reverse();
    graph.operators = kept;
}

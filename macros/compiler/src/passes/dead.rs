//! Operators that no output depends on go.

use std::collections::HashSet;

use crate::graph::{Graph, TensorId};

/// Removes operators whose output nobody reads. Exact: operators have no effect but their output.
pub(super) fn remove(graph: &mut Graph) {
    let mut needed: HashSet<TensorId> = graph.outputs.iter().map(|port| port.tensor).collect();
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

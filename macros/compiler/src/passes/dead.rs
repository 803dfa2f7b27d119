//! Operators that no output depends on go, and state with them.

use std::collections::HashSet;

use crate::graph::{Graph, Operator, TensorId};

/// Removes operators whose output nobody reads, and state that nobody reads in any run. Exact: operators
/// have no effect but their output and their state, and those that may end a run stay.
pub(super) fn remove(graph: &mut Graph) {
    let outputs = graph.outputs.iter().map(|port| port.tensor);
    let mut needed: HashSet<TensorId> = outputs.collect();
    let is_needed = |needed: &HashSet<TensorId>, operator: &Operator| {
        if operator.may_end_run() {
            return true;
        }
        let mut written = operator.state.iter().copied().chain(operator.outputs());
        written.any(|id| needed.contains(&id))
    };
    // What one run reads of state, operators of the run before have written: those too are needed.
    loop {
        let before = needed.len();
        for operator in graph.operators.iter().rev() {
            if is_needed(&needed, operator) {
                needed.extend(operator.inputs.iter().chain(&operator.state));
                needed.extend(operator.outputs().filter(|&id| graph.is_state(id)));
            }
        }
        if needed.len() == before {
            break;
        }
    }
    graph
        .operators
        .retain(|operator| is_needed(&needed, operator));
    graph.state.retain(|id, _| needed.contains(id));
}

//! Outputs lie in the arena, constants and state too.

use crate::graph::{Copy, Graph, Kind, Operator, Tensor};

/// Copies every constant or state that is an output into a tensor of its own. Exact: it is a copy, of what
/// the run leaves in the state.
pub(super) fn materialize(graph: &mut Graph) {
    for port in 0..graph.outputs.len() {
        let from = graph.outputs[port].tensor;
        let tensor = graph.tensor(from);
        if tensor.constant.is_none() && !graph.is_state(from) {
            continue;
        }
        let (kind, tensor) = (Kind::Copy(Copy::whole(tensor.len())), tensor.clone());
        let output = graph.add(Tensor {
            constant: None,
            ..tensor
        });
        let index = graph.operators.len();
        graph.operators.push(Operator {
            index,
            name: "COPY",
            kind,
            inputs: vec![from],
            state: Vec::new(),
            output,
            others: Vec::new(),
        });
        graph.outputs[port].tensor = output;
    }
}

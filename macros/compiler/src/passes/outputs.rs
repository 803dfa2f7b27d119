//! Outputs lie in the arena, constant ones too.

use crate::graph::{Copy, Graph, Kind, Operator, Tensor};

/// Copies every constant that is an output into a tensor of its own. Exact: it is a copy.
pub(super) fn materialize(graph: &mut Graph) {
    for port in 0..graph.outputs.len() {
        let constant = graph.outputs[port].tensor;
        let tensor = graph.tensor(constant);
        if tensor.constant.is_none() {
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
            inputs: vec![constant],
            state: Vec::new(),
            output,
        });
        graph.outputs[port].tensor = output;
    }
}

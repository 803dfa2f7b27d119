//! A subgraph that always runs is a part of the graph.

use crate::graph::{Graph, Kind, Operator, TensorId};

/// Puts the operators of a branch, 0 or 1, in place of the operator at a position.
///
/// Exact: its inputs are the operator's, and views of its outputs are the operator's outputs.
pub(super) fn inline(graph: &mut Graph, position: usize, branch: usize) {
    let outer = graph.operators.remove(position);
    let outputs: Vec<TensorId> = outer.outputs().collect();
    let Some(inner) = outer
        .control()
        .map(|control| control.subgraphs()[branch].clone())
    else {
        return;
    };
    let first = graph.tensors.len();
    let mut ids: Vec<TensorId> = (first..first + inner.graph.tensors.len())
        .map(TensorId)
        .collect();
    for (port, &at) in inner.graph.inputs.iter().zip(&inner.takes) {
        ids[port.tensor.0] = outer.inputs[at];
    }
    graph.tensors.extend(inner.graph.tensors);
    let within = |id: TensorId| ids[id.0];
    let operators = inner.graph.operators.into_iter().map(|operator| Operator {
        index: outer.index,
        inputs: operator.inputs.iter().copied().map(within).collect(),
        output: within(operator.output),
        others: operator.others.iter().copied().map(within).collect(),
        ..operator
    });
    let views = inner
        .graph
        .outputs
        .iter()
        .zip(outputs)
        .map(|(port, output)| Operator {
            index: outer.index,
            name: outer.name,
            kind: Kind::View,
            inputs: vec![within(port.tensor)],
            state: Vec::new(),
            output,
            others: Vec::new(),
        });
    let all: Vec<Operator> = operators.chain(views).collect();
    graph.operators.splice(position..position, all);
}

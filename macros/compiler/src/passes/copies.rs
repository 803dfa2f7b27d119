//! Copies of whole tensors are views: SLICE of everything, TRANSPOSE of ones, PAD by nothing. Of state they
//! are not: it changes.

use super::writers;
use crate::graph::{Graph, Kind, TensorId};

/// Turns each whole copy into a view, and removes what it overwrites.
///
/// Exact: the output has the input's elements in their order, and no one reads what was there before
/// the copy, which is the last to write the output.
pub(super) fn vanish(graph: &mut Graph) {
    let wholes = (0..graph.operators.len()).filter(|&position| is_whole(graph, position));
    let wholes: Vec<usize> = wholes.collect();
    let mut written: Vec<TensorId> = Vec::new();
    for position in wholes {
        let operator = &mut graph.operators[position];
        operator.kind = Kind::View;
        written.push(operator.output);
    }
    graph.operators.retain(|operator| {
        matches!(operator.kind, Kind::View) || !written.contains(&operator.output)
    });
}

fn is_whole(graph: &Graph, position: usize) -> bool {
    let operator = &graph.operators[position];
    let (Kind::Copy(copy), &[input]) = (&operator.kind, operator.inputs.as_slice()) else {
        return false;
    };
    let length = graph.tensor(operator.output).len();
    !graph.has_state(operator)
        && copy.is_whole(length)
        && graph.tensor(input).len() == length
        && writers(&graph.operators, operator.output).last() == Some(&position)
}

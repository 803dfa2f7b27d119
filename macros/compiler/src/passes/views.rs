//! Views vanish: the bytes of a view are the bytes of what it views.

use crate::graph::{Copy, Graph, Kind, TensorId};

/// Replaces every use of a view by what it views. A view of state becomes a copy: state changes.
///
/// Exact: row-major elements keep their order under RESHAPE, SQUEEZE and EXPAND_DIMS, and operators
/// carry their own geometry.
pub(super) fn vanish(graph: &mut Graph) {
    let mut viewed: Vec<TensorId> = (0..graph.tensors.len()).map(TensorId).collect();
    let operators = std::mem::take(&mut graph.operators);
    for mut operator in operators {
        for input in &mut operator.inputs {
            *input = viewed[input.0];
        }
        match (&operator.kind, operator.inputs.as_slice()) {
            (Kind::View, &[input]) if graph.is_state(input) => {
                operator.kind = Kind::Copy(Copy::whole(graph.tensor(input).len()));
                graph.operators.push(operator);
            }
            (Kind::View, &[input]) => viewed[operator.output.0] = input,
            _ => graph.operators.push(operator),
        }
    }
    for output in &mut graph.outputs {
        output.tensor = viewed[output.tensor.0];
    }
}

//! What depends on constants only is a constant.

use std::collections::HashMap;

use super::writers;
use crate::graph::{Graph, Operator, TensorId};

/// Most bytes that are computed here: about what a microcontroller's flash holds. What is beyond is
/// computed by each run.
const MOST: usize = 1 << 20;
/// Most bytes of what operators want to know at compile time: shapes, axes, indices.
const FEW: usize = 1 << 12;

/// Computes tensors all of whose writers read constants only.
///
/// Exact: elements are computed by the functions that the kernels call.
pub(super) fn fold(graph: &mut Graph) {
    let mut position = 0;
    let mut room = MOST;
    while let Some(operator) = graph.operators.get(position) {
        let output = operator.output;
        match value(graph, output, room) {
            Some(bytes) => {
                room -= bytes.len();
                graph.tensors[output.0].constant = Some(bytes);
                graph.operators.retain(|operator| operator.output != output);
            }
            None => position += 1,
        }
    }
}

/// The bytes of a constant, or of a tensor that operators compute from constants alone.
pub fn known(graph: &Graph, id: TensorId) -> Option<Vec<u8>> {
    let mut found = HashMap::new();
    find(graph, id, &mut found)?;
    found.remove(&id)?
}

/// Finds the bytes of a tensor and of all that it is computed from, each once: of what is written before
/// it is read, no tensor is computed from itself.
fn find(graph: &Graph, id: TensorId, found: &mut HashMap<TensorId, Option<Vec<u8>>>) -> Option<()> {
    if let Some(found) = found.get(&id) {
        return found.as_ref().map(|_| ());
    }
    found.insert(id, None);
    let tensor = graph.tensor(id);
    let bytes = match &tensor.constant {
        Some(bytes) => bytes.clone(),
        None => {
            let writers = writers(&graph.operators, id);
            if graph.is_state(id) || writers.is_empty() || tensor.bytes() > FEW {
                return None;
            }
            let mut bytes = vec![0; tensor.bytes()];
            for position in writers {
                let operator = &graph.operators[position];
                let mut inputs = operator.inputs.iter();
                inputs.try_for_each(|&x| find(graph, x, found))?;
                let inputs = operator.inputs.iter().map(|x| found.get(x)?.as_deref());
                let inputs: Vec<&[u8]> = inputs.collect::<Option<_>>()?;
                operator
                    .kind
                    .evaluate(&inputs, tensor.element, &mut bytes)?;
            }
            bytes
        }
    };
    found.insert(id, Some(bytes));
    Some(())
}

/// The bytes of a tensor of at most `room` whose writers all read constants and can be evaluated.
fn value(graph: &Graph, id: TensorId, room: usize) -> Option<Vec<u8>> {
    let tensor = graph.tensor(id);
    if graph.is_state(id) {
        return None;
    }
    let writers = writers(&graph.operators, id);
    let mut writers = writers.iter().map(|&position| &graph.operators[position]);
    let reads_variables = |operator: &Operator| {
        let mut inputs = operator.inputs.iter().chain(&operator.state);
        inputs.any(|&x| graph.tensor(x).constant.is_none())
    };
    if tensor.bytes() > room || writers.clone().any(reads_variables) {
        return None;
    }
    let mut bytes = vec![0; tensor.bytes()];
    writers.try_for_each(|operator| {
        let inputs = operator.inputs.iter();
        let inputs = inputs.map(|&x| graph.tensor(x).constant.as_deref());
        let inputs: Vec<&[u8]> = inputs.collect::<Option<_>>()?;
        operator.kind.evaluate(&inputs, tensor.element, &mut bytes)
    })?;
    Some(bytes)
}

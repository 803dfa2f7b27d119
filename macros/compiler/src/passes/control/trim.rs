//! What subgraphs need not take or give.

use crate::graph::{Control, Graph, Inner, Operator, TensorId};
use crate::passes::readers;

/// Removes outputs of an IF that nobody reads; whether there were any. The last one stays.
pub(super) fn outputs(graph: &mut Graph, position: usize) -> bool {
    let operator = &graph.operators[position];
    if !matches!(operator.control(), Some(Control::If { .. })) {
        return false;
    }
    let is_read = |&id: &TensorId| {
        let mut ports = graph.outputs.iter();
        graph.is_state(id)
            || !readers(&graph.operators, id).is_empty()
            || ports.any(|port| port.tensor == id)
    };
    let read: Vec<bool> = operator.outputs().map(|id| is_read(&id)).collect();
    if read.iter().all(|read| *read) || !read.contains(&true) {
        return false;
    }
    let operator = &mut graph.operators[position];
    let outputs: Vec<TensorId> = kept(operator.outputs(), &read);
    set_outputs(operator, &outputs);
    for inner in operator
        .control_mut()
        .into_iter()
        .flat_map(Control::subgraphs_mut)
    {
        inner.graph.outputs = kept(inner.graph.outputs.drain(..), &read);
    }
    true
}

/// Lets variables of a WHILE that every turn leaves as they are be values that it reads; whether there were
/// any. A loop without variables goes: it changes nothing.
pub(super) fn invariants(graph: &mut Graph, position: usize) -> bool {
    let mut changed = false;
    while let Some(variable) = invariant(graph, position) {
        changed = true;
        let operator = &mut graph.operators[position];
        let mut outputs: Vec<TensorId> = operator.outputs().collect();
        let (input, output) = (operator.inputs.remove(variable), outputs.remove(variable));
        operator.inputs.push(input);
        let last = operator.inputs.len() - 1;
        if let Some(Control::While { condition, body }) = operator.control_mut() {
            body.graph.outputs.remove(variable);
            for at in condition.takes.iter_mut().chain(&mut body.takes) {
                *at = match *at {
                    at if at == variable => last,
                    at if at > variable => at - 1,
                    at => at,
                };
            }
        }
        let is_empty = outputs.is_empty();
        set_outputs(operator, &outputs);
        if is_empty {
            graph.operators.remove(position);
        }
        replace(graph, output, input);
        if is_empty {
            break;
        }
    }
    changed
}

/// A variable that every turn leaves as it is, and that is no state: others may change that.
fn invariant(graph: &Graph, position: usize) -> Option<usize> {
    let operator = &graph.operators[position];
    let Some(Control::While { body, .. }) = operator.control() else {
        return None;
    };
    let mut outputs = body.graph.outputs.iter().enumerate();
    let is_kept = |variable: usize, tensor: TensorId| {
        let mut inputs = body.graph.inputs.iter().zip(&body.takes);
        inputs.any(|(port, &at)| port.tensor == tensor && at == variable)
    };
    let ends = |variable: usize| {
        [
            operator.inputs.get(variable).copied(),
            operator.outputs().nth(variable),
        ]
    };
    let is_state = |id: TensorId| graph.is_state(id);
    let found = outputs.find(|&(variable, port)| {
        is_kept(variable, port.tensor) && !ends(variable).into_iter().flatten().any(is_state)
    });
    found.map(|(variable, _)| variable)
}

/// Lets inputs of subgraphs that are constant be constants of theirs, and removes those that are not read;
/// whether there were any.
pub(super) fn inputs(graph: &mut Graph, position: usize) -> bool {
    let operator = &graph.operators[position];
    let (first, variables) = match operator.control() {
        Some(Control::If { .. }) => (1, 0),
        _ => (operator.outputs().count(), operator.outputs().count()),
    };
    let constants = operator.inputs.iter().enumerate().map(|(at, &id)| {
        let constant = graph.tensor(id).constant.clone();
        constant.filter(|_| at >= variables)
    });
    let constants: Vec<Option<Vec<u8>>> = constants.collect();
    let operator = &mut graph.operators[position];
    let mut changed = false;
    for inner in operator
        .control_mut()
        .into_iter()
        .flat_map(Control::subgraphs_mut)
    {
        changed |= capture(inner, &constants);
    }
    let subgraphs = operator.control().into_iter().flat_map(Control::subgraphs);
    let taken: Vec<usize> = subgraphs
        .flat_map(|inner| inner.takes.iter().copied())
        .collect();
    let is_needed = |at: usize| at < first || taken.contains(&at);
    let needed: Vec<bool> = (0..operator.inputs.len()).map(is_needed).collect();
    if !needed.contains(&false) {
        return changed;
    }
    operator.inputs = kept(operator.inputs.drain(..), &needed);
    for inner in operator
        .control_mut()
        .into_iter()
        .flat_map(Control::subgraphs_mut)
    {
        for at in &mut inner.takes {
            *at = needed.iter().take(*at).filter(|needed| **needed).count();
        }
    }
    true
}

/// Removes the inputs of a subgraph that are constant or not read; whether there were any.
fn capture(inner: &mut Inner, constants: &[Option<Vec<u8>>]) -> bool {
    let Inner { graph, takes } = inner;
    let mut stays = Vec::new();
    for (port, &at) in graph.inputs.iter().zip(takes.iter()) {
        let constant = constants.get(at).cloned().flatten();
        let mut outputs = graph.outputs.iter();
        let is_read = !readers(&graph.operators, port.tensor).is_empty()
            || outputs.any(|output| output.tensor == port.tensor);
        stays.push(is_read && constant.is_none());
        if constant.is_some() {
            graph.tensors[port.tensor.0].constant = constant;
        }
    }
    graph.inputs = kept(graph.inputs.drain(..), &stays);
    *takes = kept(takes.drain(..), &stays);
    stays.contains(&false)
}

/// Sets what an operator writes; it keeps what it wrote where there is nothing.
fn set_outputs(operator: &mut Operator, outputs: &[TensorId]) {
    if let [first, others @ ..] = outputs {
        operator.output = *first;
        operator.others = others.to_vec();
    }
}

/// Lets everyone read one tensor in place of another.
fn replace(graph: &mut Graph, old: TensorId, new: TensorId) {
    let read = graph
        .operators
        .iter_mut()
        .flat_map(|operator| &mut operator.inputs);
    let ports = graph.outputs.iter_mut().map(|port| &mut port.tensor);
    read.chain(ports)
        .filter(|id| **id == old)
        .for_each(|id| *id = new);
}

fn kept<T>(values: impl Iterator<Item = T>, kept: &[bool]) -> Vec<T> {
    values
        .zip(kept)
        .filter(|(_, kept)| **kept)
        .map(|(value, _)| value)
        .collect()
}

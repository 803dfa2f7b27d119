//! State is read and written where it lies: READ_VARIABLE and ASSIGN_VARIABLE are whole copies between it
//! and the arena, of which few are needed.

use super::{is_port, readers, writers};
use crate::graph::{Graph, Kind, Operator, TensorId};

/// Removes copies from and to state.
pub(super) fn settle(graph: &mut Graph) {
    remove_each(graph, read_in_place);
    remove_each(graph, write_in_place);
}

/// Goes through all positions, where `remove` may remove the operator.
fn remove_each(graph: &mut Graph, remove: fn(&mut Graph, usize) -> bool) {
    let mut position = 0;
    while position < graph.operators.len() {
        if !remove(graph, position) {
            position += 1;
        }
    }
}

/// Lets the readers of a copy of state read the state, if nobody writes it before the last of them has.
///
/// Exact: until then the state has the value that was copied. A kernel that reads state does not write it:
/// such a reader keeps the copy.
fn read_in_place(graph: &mut Graph, position: usize) -> bool {
    let Some((state, copy)) = whole_copy(graph, position) else {
        return false;
    };
    let is_movable = graph.is_state(state) && is_value(graph, copy);
    if !is_movable || writers(&graph.operators, copy) != [position] {
        return false;
    }
    let last = readers(&graph.operators, copy).last().copied();
    let until_read = graph.operators.iter().take(last.map_or(0, |last| last + 1));
    let mut until_read = until_read.skip(position + 1);
    if until_read.any(|operator| writes_state(operator, state)) {
        return false;
    }
    replace(graph, copy, state);
    graph.operators.remove(position);
    true
}

/// Lets the operators that write a tensor which is then copied to state write the state, if nobody looks at
/// it from the first of them to the last that reads the tensor.
///
/// Exact: when they have written, state and tensor have the same value, and as long as it is read.
fn write_in_place(graph: &mut Graph, position: usize) -> bool {
    let Some((value, state)) = whole_copy(graph, position) else {
        return false;
    };
    if !graph.is_state(state) || !is_value(graph, value) {
        return false;
    }
    let (writers, readers) = (
        writers(&graph.operators, value),
        readers(&graph.operators, value),
    );
    let (Some(&first), Some(&last)) = (writers.first(), readers.last()) else {
        return false;
    };
    let in_use = graph
        .operators
        .iter()
        .enumerate()
        .take(last + 1)
        .skip(first);
    let mut others = in_use.filter(|&(other, _)| other != position);
    let is_looked_at = others.any(|(_, operator)| operator.touched().any(|id| id == state));
    // A run that ends in between would have written what it does not assign.
    let mut between = graph.operators.iter().take(position).skip(first);
    let may_end = between.any(Operator::may_end_run);
    let is_alone = |&writer: &usize| graph.operators[writer].others.is_empty();
    if is_looked_at || may_end || !writers.iter().all(is_alone) {
        return false;
    }
    replace(graph, value, state);
    graph.operators.remove(position);
    true
}

/// What the operator copies whole, and where to.
fn whole_copy(graph: &Graph, position: usize) -> Option<(TensorId, TensorId)> {
    let operator = &graph.operators[position];
    let (Kind::Copy(copy), &[input]) = (&operator.kind, operator.inputs.as_slice()) else {
        return None;
    };
    let (from, to) = (graph.tensor(input), graph.tensor(operator.output));
    let is_whole = copy.is_whole(to.len()) && from.len() == to.len();
    is_whole.then_some((input, operator.output))
}

/// Returns whether a tensor is one of the arena that a run alone sees.
fn is_value(graph: &Graph, id: TensorId) -> bool {
    graph.tensor(id).constant.is_none() && !is_port(graph, id)
}

fn writes_state(operator: &Operator, state: TensorId) -> bool {
    operator.writes(state) || operator.state.contains(&state)
}

/// Puts one tensor in place of another everywhere.
fn replace(graph: &mut Graph, old: TensorId, new: TensorId) {
    for operator in &mut graph.operators {
        let tensors = operator.inputs.iter_mut().chain([&mut operator.output]);
        tensors.filter(|id| **id == old).for_each(|id| *id = new);
    }
}

//! Tensors that a copy puts into a larger one as they are, or takes from it, lie inside of it.

use std::ops::Range;

use tiny_model_kernels::bytes::ALIGNMENT;

use super::writers;
use crate::graph::{Copy, Graph, Kind, Operator, Part, TensorId};

/// Removes copies between a whole tensor and bytes of another that follow each other: CONCATENATION,
/// SPLIT, PACK, UNPACK and SLICE along the outermost axis. `None` if there is none to remove.
///
/// Exact: every byte is written by one operator before any reads it, so a byte that two tensors
/// share holds the value of both from then on.
pub fn join(graph: &Graph) -> Option<Graph> {
    let mut joined = graph.clone();
    let mut position = 0;
    while position < joined.operators.len() {
        if !remove(&mut joined, position) {
            position += 1;
        }
    }
    (joined.operators.len() < graph.operators.len()).then_some(joined)
}

/// Returns whether the copy at a position could be removed, and was.
fn remove(graph: &mut Graph, position: usize) -> bool {
    let operator = &graph.operators[position];
    let (Kind::Copy(copy), &[from]) = (&operator.kind, operator.inputs.as_slice()) else {
        return false;
    };
    let to = operator.output;
    let [source, target] = [from, to].map(|id| graph.tensor(id));
    if source.constant.is_some() || graph.has_state(operator) || !is_one_walk(copy) {
        return false;
    }
    let (length, element) = (copy.dims[0], source.element.size());
    let puts = (copy.from, length) == (0, source.len());
    let takes = (copy.to, length) == (0, target.len());
    let into = (puts && is_written_once(graph, position)).then_some((from, to, copy.to));
    let out_of =
        (takes && writers(&graph.operators, to).len() == 1).then_some((to, from, copy.from));
    into.into_iter().chain(out_of).any(|(part, whole, at)| {
        let part_of = Part {
            whole,
            offset: at * element,
        };
        place(graph, position, part, part_of)
    })
}

/// Removes the copy at a position by making one of its tensors a part of the other, if that may be.
fn place(graph: &mut Graph, position: usize, part: TensorId, place: Part) -> bool {
    let is_free = !graph.parts.contains_key(&part) && graph.home(place.whole).0 != part;
    if !is_free || !place.offset.is_multiple_of(ALIGNMENT) {
        return false;
    }
    let removed = graph.operators.remove(position);
    graph.parts.insert(part, place);
    if graph
        .operators
        .iter()
        .any(|operator| reads_what_it_writes(graph, operator))
    {
        graph.parts.remove(&part);
        graph.operators.insert(position, removed);
        return false;
    }
    true
}

/// Returns whether elements that follow each other go to where they follow each other.
fn is_one_walk(copy: &Copy) -> bool {
    let steps = (copy.from_strides.as_slice(), copy.to_strides.as_slice());
    steps == (&[1], &[1])
}

/// Returns whether no other operator writes an element that the copy at a position writes.
fn is_written_once(graph: &Graph, position: usize) -> bool {
    let output = graph.operators[position].output;
    let bytes = written(&graph.operators[position].kind);
    let mut others = writers(&graph.operators, output)
        .into_iter()
        .filter(|&p| p != position);
    others.all(|other| {
        let other = written(&graph.operators[other].kind);
        matches!((&bytes, other), (Some(a), Some(b)) if a.end <= b.start || b.end <= a.start)
    })
}

/// Elements between the first and the last that a copy writes; `None` for what writes all.
fn written(kind: &Kind) -> Option<Range<usize>> {
    let Kind::Copy(copy) = kind else {
        return None;
    };
    let loops = copy.dims.iter().zip(&copy.to_strides);
    let reach = loops.map(|(&length, &stride)| (length.max(1) - 1).cast_signed() * stride);
    let (back, forth): (Vec<isize>, Vec<isize>) = reach.partition(|&reach| reach < 0);
    let first = copy.to.checked_add_signed(back.iter().sum())?;
    let last = copy.to.checked_add_signed(forth.iter().sum())?;
    Some(first..last + 1)
}

/// Kernels borrow all of what they write, where nothing else may lie that they read.
fn reads_what_it_writes(graph: &Graph, operator: &Operator) -> bool {
    let mut inputs = operator.inputs.iter();
    inputs.any(|&input| operator.outputs().any(|output| graph.share(input, output)))
}

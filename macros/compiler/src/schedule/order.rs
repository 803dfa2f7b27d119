//! The order of operators in a graph with branches: the one whose fullest step needs the least memory.
//!
//! A step needs the tensors that are in memory during it, and its scratch. Scratch differs between
//! backends, but the order belongs to the graph, so the larger scratch counts: no backend needs more
//! than the peak found here.

mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Selected, Sharing};
use crate::graph::{Graph, Operator, Port, TensorId};
use search::{OrderProblem, OrderStep, Steps};

/// An order of operators and its memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The operators in this order, by their positions before the change.
    pub steps: Vec<usize>,
    /// Bytes of the fullest step, tensors and scratch together.
    pub peak: usize,
    /// Whether no order has a lower peak.
    pub proven: bool,
}

/// The needs of operators in addition to their tensors.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Bytes of scratch of each operator.
    pub scratch: Vec<usize>,
    /// The sharings of outputs with inputs. Scratch that lies over inputs is counted as if it did not.
    pub sharings: Vec<Sharing>,
}

impl Needs {
    /// An upper bound for all backends: the largest scratch, and only the sharings that all backends
    /// allow.
    pub fn new(graph: &Graph, selected: &[Selected]) -> Self {
        let mut needs = Self {
            scratch: vec![0; graph.operators.len()],
            sharings: Vec::new(),
        };
        for (position, Selected { kernels, .. }) in selected.iter().enumerate() {
            for (most, kernel) in needs.scratch.iter_mut().zip(kernels) {
                *most = kernel.scratch().max(*most);
            }
            let sharings = super::sharings(graph, kernels);
            needs.sharings = match position {
                0 => sharings,
                _ => in_both(&needs.sharings, &sharings),
            };
        }
        needs
    }
}

/// The sharings in both lists, each at the larger distance.
fn in_both(some: &[Sharing], others: &[Sharing]) -> Vec<Sharing> {
    let larger = |a: &Sharing| {
        let b = others.iter().find(|b| a.bytes() == b.bytes())?;
        let distance = |sharing: &Sharing| sharing.overlap.distance;
        Some(if distance(a) < distance(b) { *b } else { *a })
    };
    some.iter().filter_map(larger).collect()
}

/// Brings operators into the order with the lowest peak, or leaves their order where none is lower.
/// Returns `None` if there is no choice, without a call of `needs`.
///
/// Every order has the same outputs: each tensor is written before it is read, and the writers of one
/// tensor stay adjacent and in their order. The relative order stays too between operators that touch
/// the same state, and between an operator that may end a run and one that touches state.
pub fn arrange(graph: &mut Graph, needs: impl FnOnce(&Graph) -> Needs) -> Option<Order> {
    if graph.operators.len() > Steps::MOST {
        return None;
    }
    let mut problem = problem(graph);
    if !problem.has_choice() {
        return None;
    }
    add_needs(&mut problem, graph, &needs(graph));
    let found = search::least(&problem);
    let mut operators: Vec<_> = graph.operators.drain(..).map(Some).collect();
    let next = found
        .order
        .iter()
        .filter_map(|&step| operators[step].take());
    graph.operators = next.collect();
    Some(Order {
        steps: found.order,
        peak: found.peak,
        proven: found.proven,
    })
}

/// The problem of the search: which steps touch which tensors, and which steps must wait for which.
fn problem(graph: &Graph) -> OrderProblem {
    let home = |port: &Port| graph.home(port.tensor).0.0;
    let mut problem = OrderProblem {
        sizes: graph.tensors.iter().map(super::size).collect(),
        users: vec![Steps::NONE; graph.tensors.len()],
        inputs: graph.inputs.iter().map(home).collect(),
        outputs: graph.outputs.iter().map(home).collect(),
        steps: vec![OrderStep::default(); graph.operators.len()],
    };
    let mut writers: Vec<(TensorId, Steps)> = Vec::new();
    let mut stateful: BTreeMap<TensorId, Steps> = BTreeMap::new();
    let mut start = 0;
    for group in graph.operators.chunk_by(|a, b| a.output == b.output) {
        let is_read = |written: TensorId| {
            let mut inputs = group.iter().flat_map(|operator| &operator.inputs);
            inputs.any(|&input| input == written || graph.share(input, written))
        };
        let written = writers.iter().filter(|&&(output, _)| is_read(output));
        let mut after = written.fold(Steps::NONE, |all, &(_, steps)| all.union(steps));
        // An operator after one that may end the run has no effect on state if the run ends.
        let may_end = group.iter().any(Operator::may_end_run);
        let state = || {
            let touched = group.iter().flat_map(Operator::touched);
            let all = graph.state.keys().copied().filter(|_| may_end);
            touched.filter(|&id| graph.is_state(id)).chain(all)
        };
        after = state()
            .filter_map(|id| stateful.get(&id))
            .fold(after, |all, &steps| all.union(steps));
        let mut all = Steps::NONE;
        for (step, operator) in (start..).zip(group) {
            problem.steps[step].after = after.union(all);
            problem.steps[step].is_followed = step + 1 < start + group.len();
            let in_arena =
                |&id: &TensorId| graph.tensor(id).constant.is_none() && !graph.is_state(id);
            for id in operator.touched().filter(in_arena) {
                let (TensorId(tensor), _) = graph.home(id);
                problem.users[tensor].insert(step);
                problem.steps[step].touches(tensor);
            }
            all.insert(step);
        }
        for id in state() {
            let steps = stateful.entry(id).or_insert(Steps::NONE);
            *steps = steps.union(all);
        }
        writers.extend(group[0].outputs().map(|output| (output, all)));
        start += group.len();
    }
    problem
}

fn add_needs(problem: &mut OrderProblem, graph: &Graph, needs: &Needs) {
    for (step, &scratch) in problem.steps.iter_mut().zip(&needs.scratch) {
        step.scratch = scratch.next_multiple_of(super::ALIGNMENT);
    }
    for sharing in &needs.sharings {
        let tensors = sharing.input(graph).zip(sharing.output(graph));
        let Some(((TensorId(input), TensorId(output)), words)) = tensors.zip(sharing.words())
        else {
            continue;
        };
        let (below, above) = (problem.sizes[output], problem.sizes[input]);
        let saved = (below + above).saturating_sub(below.max(words.distance + above));
        problem.steps[sharing.step].saving = Some((input, saved));
    }
}

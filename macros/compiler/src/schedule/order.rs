//! The order of operators where the graph branches: the one whose fullest step needs the least.
//!
//! What a step needs are the tensors that lie in memory during it, and its scratch. Scratch differs
//! by backend and the order is the graph's, so the larger scratch counts: no backend needs more than
//! what is found here.

mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::Sharing;
use crate::backend::Backend;
use crate::choices::Optimize;
use crate::graph::{Graph, Operator, Port, TensorId};
use crate::select;
use search::{Problem, Step, Steps};

/// How good an order of operators is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Bytes of the fullest step, tensors and scratch.
    pub peak: usize,
    /// Whether no order has a lower peak.
    pub proven: bool,
}

/// What operators need besides their tensors.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Bytes of scratch of each operator.
    pub scratch: Vec<usize>,
    /// What lies over inputs. Scratch that does is counted as if it did not.
    pub sharings: Vec<Sharing>,
}

impl Needs {
    /// Those of the backend that needs more.
    pub fn new(graph: &Graph, optimize: Optimize) -> Self {
        let mut scratch = vec![0; graph.operators.len()];
        let mut sharings = Vec::new();
        for backend in Backend::ALL {
            let kernels = select::kernels(graph, backend, optimize);
            for ((most, kernel), operator) in scratch.iter_mut().zip(&kernels).zip(&graph.operators)
            {
                *most = kernel.scratch(operator).max(*most);
            }
            sharings = super::sharings(graph, &kernels);
        }
        Self { scratch, sharings }
    }
}

/// Brings operators into the order of the lowest peak, or leaves them in theirs where none is lower.
/// `needs` is asked only if there is a choice; `None` if there is none.
///
/// Every order has the same outputs: each tensor is written before it is read, all writers of one
/// tensor follow each other as they did, and so do all that touch the same state, and those that may end a run
/// and all that touch state.
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
        peak: found.peak,
        proven: found.proven,
    })
}

/// Who touches which tensor, and who must wait for whom.
fn problem(graph: &Graph) -> Problem {
    let home = |port: &Port| graph.home(port.tensor).0.0;
    let mut problem = Problem {
        sizes: graph.tensors.iter().map(super::size).collect(),
        users: vec![Steps::NONE; graph.tensors.len()],
        inputs: graph.inputs.iter().map(home).collect(),
        outputs: graph.outputs.iter().map(home).collect(),
        steps: vec![Step::default(); graph.operators.len()],
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
        // What comes after an operator that may end the run has no effect on state if it does.
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

fn add_needs(problem: &mut Problem, graph: &Graph, needs: &Needs) {
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

//! Which schedule: all tensors whole, or the first operators by strips of rows.

use super::plan::draft;
use super::{Plan, Stream, plan};
use crate::backend::Backend;
use crate::choices::{Choices, Input, Schedule};
use crate::graph::Graph;
use crate::select::{self, Kernel};

/// Rows of a stream's last tensor in one strip, to choose from.
const STRIPS: [usize; 7] = [1, 2, 3, 4, 6, 8, 12];

/// Cycles of finding out which rows are next.
const CALL: usize = 150;

/// Cycles of a byte that is taken from memory once more, because another strip sees its row too.
const BYTE: usize = 3;

/// Ways that are planned to the end: drafts do not tell close ones apart.
const PLANNED: usize = 3;

/// A way to compute a graph.
struct Candidate {
    kernels: Vec<Kernel>,
    plan: Plan,
    /// About the cycles that it takes more than the fastest.
    cost: usize,
}

/// The kernels and plan of a graph on a backend.
pub fn choose(graph: &Graph, backend: Backend, choices: Choices) -> (Vec<Kernel>, Plan) {
    let fast = select::kernels(graph, backend, choices.optimize);
    let whole = Candidate {
        plan: plan(graph, &fast, None),
        kernels: fast.clone(),
        cost: 0,
    };
    let is_fed = choices.input == Input::Rows;
    let fits = |bytes: usize| choices.arena.is_none_or(|most| bytes as u64 <= most);
    if !is_fed && choices.schedule == Schedule::Fastest && fits(whole.plan.arena) {
        return (whole.kernels, whole.plan);
    }
    let mut candidates = candidates(graph, &fast, is_fed);
    candidates.sort_by_key(|candidate| {
        let (bytes, cost) = (candidate.bytes(), candidate.cost);
        match choices.schedule {
            Schedule::Smallest => (bytes, cost, 0),
            Schedule::Fastest if fits(bytes) => (0, cost, bytes),
            Schedule::Fastest => (bytes, cost, 0),
        }
    });
    candidates.truncate(PLANNED);
    let best = candidates
        .into_iter()
        .map(|draft| Candidate {
            plan: plan(graph, &draft.kernels, draft.plan.stream),
            ..draft
        })
        .min_by_key(|candidate| match choices.schedule {
            Schedule::Fastest if fits(candidate.bytes()) => (0, candidate.cost),
            _ => (candidate.bytes(), candidate.cost),
        });
    let best = best.unwrap_or(whole);
    (best.kernels, best.plan)
}

/// All ways, with drafts of their plans.
fn candidates(graph: &Graph, fast: &[Kernel], is_fed: bool) -> Vec<Candidate> {
    let compact = select::compact(graph, fast);
    let longest = Stream::longest(graph);
    let mut candidates = Vec::new();
    for (kernels, cost) in [(fast, 0), (&compact, CALL)] {
        let streams = (1..=longest)
            .flat_map(|operators| STRIPS.map(|strip| Stream::new(graph, operators, strip, is_fed)));
        let streams = streams.flatten().map(Some);
        for stream in streams.chain((!is_fed).then_some(None)) {
            let (kernels, cost) = match &stream {
                Some(stream) => (
                    select::for_strips(kernels, stream),
                    cost + stream_cost(stream),
                ),
                None => (kernels.to_vec(), cost),
            };
            candidates.push(Candidate {
                plan: draft(graph, &kernels, stream),
                kernels,
                cost,
            });
        }
    }
    candidates
}

impl Candidate {
    /// Bytes of arena and of what counts rows.
    fn bytes(&self) -> usize {
        self.plan.arena + self.plan.state()
    }
}

/// About the cycles that a stream takes more than whole tensors.
fn stream_cost(stream: &Stream) -> usize {
    let again: usize = stream
        .steps
        .iter()
        .map(|step| {
            let rows = step.stride.taps.saturating_sub(step.stride.step);
            let bytes = step.inputs.iter().map(|&input| stream.flows[input].row);
            CALL + BYTE * rows * bytes.sum::<usize>()
        })
        .sum();
    stream.sweeps * again
}

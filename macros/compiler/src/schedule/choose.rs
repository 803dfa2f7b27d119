//! Which schedule: all tensors whole, or the first operators by strips of rows.

use super::plan::draft;
use super::stream::Strip;
use super::{Plan, Stream, plan};
use crate::backend::Backend;
use crate::choices::{Choices, Input, Schedule};
use crate::graph::Graph;
use crate::select::{self, Kernel};

/// Rows of a stream's last tensor in one strip, to choose from: so many in so many sweeps.
const STRIPS: [Strip; 10] = [
    Strip::rows(1, 8),
    Strip::rows(1, 4),
    Strip::rows(1, 2),
    Strip::rows(1, 1),
    Strip::rows(2, 1),
    Strip::rows(3, 1),
    Strip::rows(4, 1),
    Strip::rows(6, 1),
    Strip::rows(8, 1),
    Strip::rows(12, 1),
];

/// Cycles of finding out which rows are next.
const CALL: usize = 150;

/// Cycles of a byte that is taken from memory once more, because another strip sees its row too.
const BYTE: usize = 3;

/// Ways whose kernels are made smaller.
const TRIMMED: usize = 8;

/// Ways that are planned to the end: drafts do not tell close ones apart.
const PLANNED: usize = 3;

/// Steps that one search for smaller or larger kernels takes, so that it ends whatever the file is. A graph of a
/// hundred operators gets 250 drafts, one of three hundred 9.
const MOST_STEPS: usize = 250_000_000;

/// Steps that the search for a stream takes. A graph of a hundred operators gets 500 drafts, of which no network that
/// was seen needs as many; one of three hundred gets 18.
const MOST_STREAMED: usize = 500_000_000;

/// The part of all cycles that may be given for memory by default: nothing that anyone notices.
const UNNOTICED: usize = 400;

/// The part of all cycles that the smallest schedule may give for its kernels' scratch.
const NOTICED: usize = 16;

/// The part of all cycles that the smallest schedule may take more. If none of those saves a quarter
/// of the arena, it is the cheapest that does. Estimates are a third too high.
const STREAMED: usize = 10;

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
    let cycles = graph.macs() as usize;
    let is_fed = choices.input == Input::Rows;
    let fits = |candidate: &Candidate| {
        let arena = candidate.plan.arena as u64;
        choices.arena.is_none_or(|most| arena <= most)
    };
    let whole = Candidate::new(graph, &fast, None).trimmed(graph, cycles / UNNOTICED);
    let whole = whole.planned(graph);
    if !is_fed && choices.schedule == Schedule::Fastest && fits(&whole) {
        return (whole.kernels, whole.plan);
    }
    let most = whole.bytes();
    let key = |candidate: &Candidate| {
        let (bytes, cost) = (candidate.bytes(), candidate.cost);
        let is_fast = cost <= cycles / STREAMED;
        match choices.schedule {
            Schedule::Fastest if fits(candidate) => (0, cost, bytes),
            Schedule::Smallest if is_fast && bytes <= most / 4 * 3 => (0, bytes, cost),
            Schedule::Smallest if bytes <= most / 4 * 3 => (1, cost, bytes),
            _ if is_fast => (2, bytes, cost),
            _ => (3, bytes, cost),
        }
    };
    let mut candidates = streams(graph, &fast, is_fed);
    candidates.sort_by_key(key);
    candidates.truncate(TRIMMED);
    if !is_fed {
        candidates.push(Candidate::new(graph, &whole.kernels, None));
    }
    let trimmed = candidates
        .into_iter()
        .map(|candidate| match key(&candidate).0 {
            0 => candidate,
            _ => candidate.trimmed(graph, cycles / NOTICED),
        });
    let mut trimmed: Vec<Candidate> = trimmed.collect();
    trimmed.sort_by_key(key);
    trimmed.truncate(PLANNED);
    let planned = trimmed
        .into_iter()
        .map(|candidate| candidate.planned(graph));
    let best = planned.chain((!is_fed).then_some(whole)).min_by_key(key);
    let best = best.unwrap_or_else(|| Candidate::new(graph, &fast, None).planned(graph));
    (best.kernels, best.plan)
}

/// All streams, with drafts of their plans.
fn streams(graph: &Graph, fast: &[Kernel], is_fed: bool) -> Vec<Candidate> {
    let cuts = 1..=Stream::longest(graph);
    let strips = cuts.flat_map(|operators| STRIPS.map(|strip| (operators, strip)));
    let mut left = MOST_STREAMED;
    let streams = strips.map_while(|(operators, strip)| {
        let stream = Stream::new(graph, operators, strip, is_fed);
        let sweeps = stream.as_ref().map_or(0, |stream| stream.sweeps);
        let drafted = if sweeps > 0 { draft_steps(graph) } else { 0 };
        left = left.checked_sub((sweeps + 1) * operators + drafted)?;
        Some(stream)
    });
    let candidate = |stream| {
        let kernels = select::for_strips(fast, &stream);
        let cost = stream_cost(&stream, fast, &kernels);
        Candidate {
            cost,
            ..Candidate::new(graph, &kernels, Some(stream))
        }
    };
    streams.flatten().map(candidate).collect()
}

impl Candidate {
    /// A draft.
    fn new(graph: &Graph, kernels: &[Kernel], stream: Option<Stream>) -> Self {
        Self {
            plan: draft(graph, kernels, stream),
            kernels: kernels.to_vec(),
            cost: 0,
        }
    }

    /// Bytes of arena and of what counts rows.
    fn bytes(&self) -> usize {
        self.plan.arena + self.plan.state()
    }

    /// With smaller kernels wherever that makes the arena smaller, for at most so many cycles.
    fn trimmed(self, graph: &Graph, mut cycles: usize) -> Self {
        let mut best = self;
        let mut kept = vec![false; best.kernels.len()];
        let mut drafts = drafts(graph);
        while drafts > 0 {
            drafts -= 1;
            // The fullest steps whose kernels may still change.
            let open = (0..kept.len()).filter(|&step| !kept[step]);
            let open: Vec<(usize, usize)> = open.map(|step| (best.plan.live(step), step)).collect();
            let Some(&(most, _)) = open.iter().max() else {
                return best;
            };
            let (mut kernels, mut more) = (best.kernels.clone(), 0);
            for &(_, step) in open.iter().filter(|(live, _)| *live == most) {
                kept[step] = true;
                if let Some((kernel, cost)) = kernels[step].smaller() {
                    kernels[step] = kernel;
                    more += cost;
                }
            }
            if more > cycles {
                continue;
            }
            let plan = draft(graph, &kernels, best.plan.stream.clone());
            if plan.arena < best.plan.arena {
                cycles -= more;
                kept.fill(false);
                best = Self {
                    kernels,
                    plan,
                    cost: best.cost + more,
                };
            }
        }
        best
    }

    /// With larger kernels wherever there is room for them.
    fn grown(mut self, graph: &Graph) -> Self {
        let mut drafts = drafts(graph);
        for step in 0..self.kernels.len() {
            let others = self.kernels[step].larger().into_iter();
            let larger = others.filter(|kernel| {
                let more = kernel.scratch(&graph.operators[step]);
                let now = self.plan.scratch[step].size();
                self.plan.live(step) + more - now.min(more) <= self.plan.arena
            });
            for kernel in larger.take(drafts).collect::<Vec<_>>() {
                drafts -= 1;
                let mut kernels = self.kernels.clone();
                kernels[step] = kernel;
                let plan = draft(graph, &kernels, self.plan.stream.clone());
                if plan.arena <= self.plan.arena {
                    (self.kernels, self.plan) = (kernels, plan);
                    break;
                }
            }
        }
        self
    }

    /// Planned to the end.
    fn planned(self, graph: &Graph) -> Self {
        let grown = self.grown(graph);
        Self {
            plan: plan(graph, &grown.kernels, grown.plan.stream),
            ..grown
        }
    }
}

/// Most drafts of a search for kernels.
fn drafts(graph: &Graph) -> usize {
    MOST_STEPS / draft_steps(graph)
}

/// Steps of a draft: each tensor may meet each other at each step.
fn draft_steps(graph: &Graph) -> usize {
    graph.operators.len().saturating_pow(3).max(1)
}

/// About the cycles that a stream takes more than whole tensors by the fastest kernels.
fn stream_cost(stream: &Stream, fast: &[Kernel], kernels: &[Kernel]) -> usize {
    let steps = stream.steps.iter().zip(fast).zip(kernels);
    let more = steps.map(|((step, fast), kernel)| {
        let rows = step.stride.taps.saturating_sub(step.stride.step);
        let bytes = step.inputs.iter().map(|&input| stream.flows[input].row);
        let again = stream.sweeps * (CALL + BYTE * rows * bytes.sum::<usize>());
        let strips = step.stride.output.div_ceil(step.stride.most);
        again + (strips * kernel.planes_cycles()).saturating_sub(fast.planes_cycles())
    });
    more.sum()
}

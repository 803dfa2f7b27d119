//! The choice of a schedule: all tensors whole, or the first operators by strips of rows.

use std::rc::Rc;

use super::plan::draft;
use super::select::{Scheduled, Selected};
use super::stream::Pace;
use super::{Plan, Stream, plan};
use crate::backend::Kernel;
use crate::choices::{Choices, Input, Schedule};
use crate::graph::Graph;

/// The paces to choose from: rows of a stream's last tensor, and the sweeps that compute them.
const PACES: [Pace; 10] = [
    Pace::rows(1, 8),
    Pace::rows(1, 4),
    Pace::rows(1, 2),
    Pace::rows(1, 1),
    Pace::rows(2, 1),
    Pace::rows(3, 1),
    Pace::rows(4, 1),
    Pace::rows(6, 1),
    Pace::rows(8, 1),
    Pace::rows(12, 1),
];

/// Cycles for finding out which rows are next.
const CALL: usize = 150;

/// Cycles for a byte that is loaded once more because another strip reads its row too.
const BYTE: usize = 3;

/// Number of candidates whose kernels are made smaller.
const TRIMMED: usize = 8;

/// Number of candidates that are planned in full: drafts cannot tell close candidates apart.
const PLANNED: usize = 3;

/// Steps of one search for smaller or larger kernels, a limit that makes it end for any file. A graph of
/// a hundred operators gets 250 drafts, one of three hundred 9.
const MOST_STEPS: usize = 250_000_000;

/// Steps of the search for a stream. A graph of a hundred operators gets 500 drafts, more than any known
/// network needs; one of three hundred gets 18.
const MOST_STREAMED: usize = 500_000_000;

/// Divisor of all cycles: the default schedule may spend this part of them to save memory, too little to
/// be noticed.
const UNNOTICED: usize = 400;

/// Divisor of all cycles: the smallest schedule may spend this part of them to make its kernels' scratch
/// smaller.
const NOTICED: usize = 16;

/// Divisor of all cycles: the smallest schedule may take this part of them more. If no such schedule
/// saves a quarter of the arena, the cheapest that saves a quarter is taken. Estimates are a third too
/// high.
const STREAMED: usize = 10;

/// A way to compute a graph.
struct Candidate {
    kernels: Vec<Rc<dyn Kernel>>,
    plan: Plan,
    /// An estimate of the cycles that it takes more than the fastest candidate.
    cost: usize,
}

/// Returns the schedule of a graph with the fastest kernels, or with variants of them.
pub fn choose(graph: &Graph, selected: Selected, choices: Choices) -> Scheduled {
    let Selected { kernels, nested } = selected;
    let (kernels, plan) = choose_kernels(graph, kernels, choices);
    Scheduled {
        kernels,
        nested,
        plan,
    }
}

fn choose_kernels(
    graph: &Graph,
    fast: Vec<Rc<dyn Kernel>>,
    choices: Choices,
) -> (Vec<Rc<dyn Kernel>>, Plan) {
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

/// All streams, each with a draft of its plan.
fn streams(graph: &Graph, fast: &[Rc<dyn Kernel>], is_fed: bool) -> Vec<Candidate> {
    let cuts = 1..=Stream::longest(graph);
    let paces = cuts.flat_map(|operators| PACES.map(|pace| (operators, pace)));
    let mut left = MOST_STREAMED;
    let streams = paces.map_while(|(operators, pace)| {
        let stream = Stream::new(graph, operators, pace, is_fed);
        let sweeps = stream.as_ref().map_or(0, |stream| stream.sweeps);
        let drafted = if sweeps > 0 { draft_steps(graph) } else { 0 };
        left = left.checked_sub((sweeps + 1) * operators + drafted)?;
        Some(stream)
    });
    let candidate = |stream| {
        let kernels = for_strips(fast, &stream);
        let cost = stream_cost(&stream, fast, &kernels);
        Candidate {
            cost,
            ..Candidate::new(graph, &kernels, Some(stream))
        }
    };
    streams.flatten().map(candidate).collect()
}

/// The kernels of a graph whose first operators stream.
fn for_strips(kernels: &[Rc<dyn Kernel>], stream: &Stream) -> Vec<Rc<dyn Kernel>> {
    let mut kernels = kernels.to_vec();
    for (kernel, step) in kernels.iter_mut().zip(&stream.steps) {
        if let Some(strips) = kernel.for_strips(step.heights()) {
            *kernel = strips;
        }
    }
    kernels
}

impl Candidate {
    /// A candidate with a draft of its plan.
    fn new(graph: &Graph, kernels: &[Rc<dyn Kernel>], stream: Option<Stream>) -> Self {
        Self {
            plan: draft(graph, kernels, stream),
            kernels: kernels.to_vec(),
            cost: 0,
        }
    }

    /// Bytes of the arena and of the counters of rows.
    fn bytes(&self) -> usize {
        self.plan.arena + self.plan.state()
    }

    /// Returns the candidate with smaller kernels wherever they make the arena smaller, for at most
    /// `cycles` more cycles.
    fn trimmed(self, graph: &Graph, mut cycles: usize) -> Self {
        let mut best = self;
        let mut kept = vec![false; best.kernels.len()];
        let mut drafts = drafts(graph);
        while drafts > 0 {
            drafts -= 1;
            // The fullest steps among those whose kernels may still change.
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

    /// Returns the candidate with larger kernels wherever there is room for them.
    fn grown(mut self, graph: &Graph) -> Self {
        let mut drafts = drafts(graph);
        for step in 0..self.kernels.len() {
            let others = self.kernels[step].larger().into_iter();
            let larger = others.filter(|kernel| {
                let more = kernel.scratch();
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

    /// Returns the candidate with a full plan.
    fn planned(self, graph: &Graph) -> Self {
        let grown = self.grown(graph);
        Self {
            plan: plan(graph, &grown.kernels, grown.plan.stream),
            ..grown
        }
    }
}

/// Most drafts of one search for kernels.
fn drafts(graph: &Graph) -> usize {
    MOST_STEPS / draft_steps(graph)
}

/// Steps of one draft: any two tensors may meet at any step.
fn draft_steps(graph: &Graph) -> usize {
    graph.operators.len().saturating_pow(3).max(1)
}

/// An estimate of the cycles that a stream takes more than whole tensors with the fastest kernels.
fn stream_cost(stream: &Stream, fast: &[Rc<dyn Kernel>], kernels: &[Rc<dyn Kernel>]) -> usize {
    let steps = stream.steps.iter().zip(fast).zip(kernels);
    let more = steps.map(|((step, fast), kernel)| {
        let rows = step.stride.taps.saturating_sub(step.stride.step);
        let bytes = step.inputs.iter().map(|&input| stream.flows[input].row);
        let again = stream.sweeps * (CALL + BYTE * rows * bytes.sum::<usize>());
        let strips = step.stride.output.div_ceil(step.stride.most);
        again + (strips * kernel.cycles()).saturating_sub(fast.cycles())
    });
    more.sum()
}

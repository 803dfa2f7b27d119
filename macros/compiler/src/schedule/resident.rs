//! The buffers that a plan places, by name, for readers of plans.

use super::{Flow, Lifetime, Placed, Plan};
use crate::graph::{Graph, TensorId};

/// A buffer with a place in the arena.
#[derive(Debug, Clone)]
pub struct Resident<'a> {
    /// The contents of the buffer.
    pub holds: Holds,
    /// Its place, and the times at which it is in use.
    pub placed: &'a Placed,
    /// The rows, if only some rows of the tensor are in memory at a time.
    pub flow: Option<&'a Flow>,
    /// The buffers that it lies over: inputs that the step which writes it reads for the last time.
    pub over: Vec<Holds>,
}

/// The contents of bytes in the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// A tensor, with the tensors inside it.
    Tensor(TensorId),
    /// The scratch of a step.
    Scratch(usize),
    /// The sums of the stream's global pooling.
    Sums,
}

impl Plan {
    /// All buffers that take memory: tensors in the model's order, scratch in the order of steps, then
    /// sums.
    pub fn residents(&self) -> Vec<Resident<'_>> {
        let tensors = self.tensors.iter().enumerate();
        let tensors = tensors.filter_map(|(id, placed)| {
            let id = TensorId(id);
            let flow = self.stream.as_ref().and_then(|stream| {
                let mut flows = stream.flows.iter();
                flows.find(|flow| flow.tensor == id && !flow.is_whole())
            });
            Some((Holds::Tensor(id), placed.as_ref()?, flow))
        });
        let scratch = self.scratch.iter().enumerate();
        let scratch = scratch.map(|(step, placed)| (Holds::Scratch(step), placed, None));
        let sums = self.sums.iter().map(|placed| (Holds::Sums, placed, None));
        let all = tensors.chain(scratch).chain(sums);
        let mut residents: Vec<Resident<'_>> = all
            .filter(|(_, placed, _)| placed.size() > 0)
            .map(|(holds, placed, flow)| Resident {
                holds,
                placed,
                flow,
                over: Vec::new(),
            })
            .collect();
        let over: Vec<Vec<Holds>> = residents
            .iter()
            .map(|lower| {
                let uppers = residents.iter().filter(|upper| upper.is_under(lower));
                uppers.map(|upper| upper.holds).collect()
            })
            .collect();
        for (resident, over) in residents.iter_mut().zip(over) {
            resident.over = over;
        }
        residents
    }

    /// The step that needs the most memory, the first if there are several.
    pub fn peak(&self) -> Option<usize> {
        (0..self.scratch.len())
            .rev()
            .max_by_key(|&step| self.live(step))
    }
}

impl Resident<'_> {
    /// The steps from its first use to its last.
    pub fn lifetime(&self) -> Lifetime {
        let uses = self.placed.uses.iter().map(|u| u.lifetime);
        uses.reduce(|a, b| Lifetime {
            first: a.first.min(b.first),
            last: a.last.max(b.last),
        })
        .unwrap_or(Lifetime::of_step(0))
    }

    /// Returns whether `lower` is written over this buffer while it is read for the last time.
    fn is_under(&self, lower: &Self) -> bool {
        let is_read = !matches!(self.holds, Holds::Scratch(_) | Holds::Sums);
        is_read
            && self.holds != lower.holds
            && self.lifetime().last == lower.lifetime().first
            && self.placed.meets(lower.placed)
    }
}

impl Placed {
    /// Returns whether the two have a byte in common in a step in which both use it.
    fn meets(&self, other: &Self) -> bool {
        self.uses.iter().any(|a| {
            other.uses.iter().any(|b| {
                a.lifetime.meets(b.lifetime)
                    && self.offset < other.offset + b.bytes
                    && other.offset < self.offset + a.bytes
            })
        })
    }
}

impl Holds {
    /// The name of a tensor in the model file, or of the other contents.
    pub fn name(self, graph: &Graph) -> &str {
        match self {
            Self::Tensor(tensor) => &graph.tensor(tensor).name,
            Self::Scratch(_) => "scratch",
            Self::Sums => "sums",
        }
    }

    /// The first step that writes it; `None` if the caller writes it.
    pub fn writer(self, plan: &Plan, graph: &Graph) -> Option<usize> {
        match self {
            Self::Tensor(tensor) => {
                let mut operators = graph.operators.iter();
                let is_written = |output| graph.home(output).0 == tensor;
                operators.position(|operator| operator.outputs().any(is_written))
            }
            Self::Scratch(step) => Some(step),
            Self::Sums => plan.stream.as_ref()?.steps.len().checked_sub(1),
        }
    }
}

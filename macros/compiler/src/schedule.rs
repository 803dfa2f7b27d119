//! The plan: the order in which operators compute, and the place of every tensor in the arena.

mod choose;
mod lifetime;
mod order;
mod place;
mod plan;
mod resident;
mod select;
mod sharing;
mod stream;

use std::collections::BTreeMap;

use tiny_model_kernels::bytes::ALIGNMENT;

use crate::graph::{Tensor, TensorId};
pub use choose::choose;
pub use lifetime::Lifetime;
pub use order::{Needs, Order, arrange};
pub use place::Use;
pub use plan::plan;
pub use resident::{Holds, Resident};
pub use select::{Scheduled, Selected};
pub use sharing::{Over, Sharing, sharings};
pub use stream::{Flow, Stream};

/// Where everything lies during a run. Built for operators in the graph's order.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The places of [`Graph::tensors`](crate::graph::Graph::tensors), by index; `None` for constants,
    /// state, parts of other tensors, and tensors that nobody uses.
    pub tensors: Vec<Option<Placed>>,
    /// The tensor that holds each tensor, often the tensor itself, and the first byte in it.
    homes: Vec<(TensorId, usize)>,
    /// The place of each operator's scratch, which may be empty.
    pub scratch: Vec<Placed>,
    /// The place of the sums of the stream's last operator, if it is a global pooling.
    pub sums: Option<Placed>,
    /// First byte of each tensor of state, in the state's memory.
    pub state: BTreeMap<TensorId, usize>,
    /// Bytes of the state's memory.
    pub state_bytes: usize,
    /// Bytes of flash for the state's contents before the first run.
    pub state_flash: usize,
    /// The outputs and scratch that operators may write over their inputs.
    pub overlaps: Vec<Sharing>,
    /// Bytes of the whole arena.
    pub arena: usize,
    /// A lower bound of the arena in bytes, for this order of computing.
    pub bound: usize,
    /// The first operators, if they run by strips of rows.
    pub stream: Option<Stream>,
}

/// A buffer in the arena: the bytes that are in use at some time, and the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The times at which bytes are in use, and how many are.
    pub uses: Vec<Use>,
    /// The first byte.
    pub offset: usize,
}

/// Bytes that a tensor takes.
fn size(tensor: &Tensor) -> usize {
    tensor.bytes().next_multiple_of(ALIGNMENT)
}

impl Plan {
    /// Returns whether no placement takes less memory.
    pub fn is_proven(&self) -> bool {
        self.bound == self.arena
    }

    /// First byte of a tensor that an operator or a port uses; `None` for a constant.
    pub fn offset(&self, tensor: TensorId) -> Option<usize> {
        let (home, offset) = self.homes[tensor.0];
        self.tensors[home.0]
            .as_ref()
            .map(|placed| placed.offset + offset)
    }

    /// Returns everything that has a place.
    pub fn placed(&self) -> impl Iterator<Item = &Placed> {
        let tensors = self.tensors.iter().flatten();
        tensors.chain(&self.scratch).chain(&self.sums)
    }

    /// Bytes in use during a step, its scratch included; bytes that buffers share count once.
    pub fn live(&self, step: usize) -> usize {
        let ranges = self.placed().map(|p| (p.offset, p.offset + p.live(step)));
        let mut ranges: Vec<(usize, usize)> = ranges.filter(|(start, end)| start < end).collect();
        ranges.sort_unstable();
        let (mut live, mut seen) = (0, 0);
        for (start, end) in ranges {
            live += end.saturating_sub(start.max(seen));
            seen = seen.max(end);
        }
        live
    }

    /// Bytes beside the arena: the state, and the counters of rows that are fed.
    pub fn state(&self) -> usize {
        let fed = self.stream.as_ref().filter(|stream| stream.fed.is_some());
        self.state_bytes + fed.map_or(0, |stream| 4 * stream.flows.len())
    }

    /// Bytes of a row of the input, if it is fed row by row.
    pub fn fed_row(&self) -> Option<usize> {
        let stream = self.stream.as_ref()?;
        stream.fed.map(|_| stream.flows[0].row)
    }

    /// Bytes of the largest scratch: the memory that kernels add to the tensors.
    pub fn largest_scratch(&self) -> usize {
        self.scratch.iter().map(Placed::size).max().unwrap_or(0)
    }
}

impl Placed {
    /// Bytes in use during a step.
    pub fn live(&self, step: usize) -> usize {
        let uses = self.uses.iter();
        let uses = uses.filter(|u| u.lifetime.contains(step));
        uses.map(|u| u.bytes).max().unwrap_or(0)
    }

    /// Bytes that are in use at some time.
    pub fn size(&self) -> usize {
        self.uses.iter().map(|u| u.bytes).max().unwrap_or(0)
    }

    /// The byte after the last.
    pub fn end(&self) -> usize {
        self.offset + self.size()
    }
}

//! The plan: where in the arena every tensor lies.

mod lifetime;
mod order;
mod place;
mod sharing;

use crate::graph::{Graph, Tensor, TensorId};
use crate::select::Kernel;
pub use lifetime::Lifetime;
pub use order::{Needs, Order, arrange};
use place::{Item, ItemId, Overlap, place};
use sharing::Words;
pub use sharing::{Over, Sharing, sharings};

/// Bytes that every buffer starts at a multiple of: words, so that backends may load words.
pub const ALIGNMENT: usize = 4;

/// Where everything lies during a run. Built for operators in the graph's order.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of each tensor in [`Graph::tensors`]; `None` for constants, parts of other tensors, and tensors
    /// that nobody uses.
    pub tensors: Vec<Option<Placed>>,
    /// The tensor that holds each, often itself, and the first byte in it.
    homes: Vec<(TensorId, usize)>,
    /// Of the scratch of each operator in [`Graph::operators`], perhaps empty.
    pub scratch: Vec<Placed>,
    /// Bytes of the whole arena.
    pub arena: usize,
    /// Bytes that no placement takes less than, for operators in this order.
    pub bound: usize,
}

/// Bytes that are in use during some steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buffer {
    /// Bytes, a multiple of [`ALIGNMENT`].
    pub size: usize,
    /// When they are in use.
    pub lifetime: Lifetime,
}

/// A buffer and its first byte in the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// What lies there.
    pub buffer: Buffer,
    /// Its first byte.
    pub offset: usize,
}

/// Places all tensors and scratch. Outputs and scratch lie over inputs where that is said to be right.
pub fn plan(graph: &Graph, kernels: &[Kernel], sharings: &[Sharing]) -> Plan {
    let lifetimes = lifetime::of(graph);
    let mut buffers = Vec::new();
    let tensors = graph.tensors.iter().zip(&lifetimes);
    let items: Vec<Option<ItemId>> = tensors
        .map(|(tensor, lifetime)| {
            let size = size(tensor);
            lifetime.map(|lifetime| {
                buffers.push(Buffer { size, lifetime });
                ItemId(buffers.len() - 1)
            })
        })
        .collect();
    let steps = graph.operators.iter().zip(kernels).enumerate();
    buffers.extend(steps.map(|(step, (operator, kernel))| Buffer {
        size: kernel.scratch(operator).next_multiple_of(ALIGNMENT),
        lifetime: Lifetime {
            first: step,
            last: step,
        },
    }));
    let first_scratch = buffers.len() - graph.operators.len();
    let overlaps = sharings.iter().filter_map(|sharing| {
        let Words { distance, grid } = sharing.words()?;
        let lower = match sharing.over {
            Over::Output => items[sharing.output(graph)?.0]?,
            Over::Scratch => ItemId(first_scratch + sharing.step),
        };
        Some(Overlap {
            step: sharing.step,
            upper: items[sharing.input(graph)?.0]?,
            lower,
            distance,
            grid,
        })
    });
    let whole = buffers.iter().map(|b| Item::whole(b.size, b.lifetime));
    let placement = place(&whole.collect::<Vec<_>>(), &overlaps.collect::<Vec<_>>());

    let placed = buffers.into_iter().zip(placement.offsets);
    let mut placed = placed.map(|(buffer, offset)| Placed { buffer, offset });
    let tensors = items.iter().map(|item| item.and_then(|_| placed.next()));
    Plan {
        tensors: tensors.collect(),
        homes: (0..graph.tensors.len())
            .map(|id| graph.home(TensorId(id)))
            .collect(),
        scratch: placed.collect(),
        arena: placement.end,
        bound: placement.bound,
    }
}

/// Bytes that a tensor takes.
fn size(tensor: &Tensor) -> usize {
    tensor.bytes().next_multiple_of(ALIGNMENT)
}

impl Plan {
    /// Whether no placement takes less memory.
    pub fn is_proven(&self) -> bool {
        self.bound == self.arena
    }

    /// First byte of a tensor that an operator or a port uses; `None` for a constant.
    pub fn offset(&self, tensor: TensorId) -> Option<usize> {
        let (home, offset) = self.homes[tensor.0];
        self.tensors[home.0].map(|placed| placed.offset + offset)
    }

    /// Bytes in use during a step, its scratch included.
    pub fn live(&self, step: usize) -> usize {
        let buffers = self.tensors.iter().flatten().chain(&self.scratch);
        buffers
            .filter(|p| p.buffer.lifetime.contains(step))
            .map(|p| p.buffer.size)
            .sum()
    }

    /// Bytes of the largest scratch: what kernels add to the tensors.
    pub fn largest_scratch(&self) -> usize {
        self.scratch
            .iter()
            .map(|placed| placed.buffer.size)
            .max()
            .unwrap_or(0)
    }
}

impl Placed {
    /// The byte after its last.
    pub fn end(&self) -> usize {
        self.offset + self.buffer.size
    }

    /// Whether both are in use at the same time and share a byte.
    pub fn collides(&self, other: &Self) -> bool {
        self.buffer.lifetime.meets(other.buffer.lifetime)
            && self.offset < other.end()
            && other.offset < self.end()
    }
}

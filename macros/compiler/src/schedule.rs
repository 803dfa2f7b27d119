//! The plan: where in the arena every tensor lies.

mod lifetime;
mod place;

use crate::graph::{Graph, TensorId};
use crate::select::Kernel;
pub use lifetime::Lifetime;

/// Bytes that every buffer starts at a multiple of: words, so that backends may load words.
pub const ALIGNMENT: usize = 4;

/// Where everything lies during a run. Built for operators in the graph's order.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of each tensor in [`Graph::tensors`]; `None` for constants and tensors that nobody uses.
    pub tensors: Vec<Option<Placed>>,
    /// Of the scratch of each operator in [`Graph::operators`], perhaps empty.
    pub scratch: Vec<Placed>,
    /// Bytes of the whole arena.
    pub arena: usize,
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

/// Places all tensors and scratch.
pub fn plan(graph: &Graph, kernels: &[Kernel]) -> Plan {
    let lifetimes = lifetime::of(graph);
    let tensors = graph
        .tensors
        .iter()
        .zip(&lifetimes)
        .filter_map(|(tensor, lifetime)| {
            let size = tensor.bytes().next_multiple_of(ALIGNMENT);
            lifetime.map(|lifetime| Buffer { size, lifetime })
        });
    let scratch =
        graph
            .operators
            .iter()
            .zip(kernels)
            .enumerate()
            .map(|(step, (operator, kernel))| Buffer {
                size: kernel.scratch(operator).next_multiple_of(ALIGNMENT),
                lifetime: Lifetime {
                    first: step,
                    last: step,
                },
            });
    let placed = place::all(&tensors.chain(scratch).collect::<Vec<_>>());

    let arena = placed.iter().map(|placed| placed.end()).max().unwrap_or(0);
    let mut placed = placed.into_iter();
    let tensors = lifetimes
        .iter()
        .map(|lifetime| lifetime.and_then(|_| placed.next()))
        .collect();
    Plan {
        tensors,
        scratch: placed.collect(),
        arena,
    }
}

impl Plan {
    /// First byte of a tensor that an operator or a port uses; `None` for a constant.
    pub fn offset(&self, tensor: TensorId) -> Option<usize> {
        self.tensors[tensor.0].map(|placed| placed.offset)
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

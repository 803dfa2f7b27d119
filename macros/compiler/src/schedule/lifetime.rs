//! Lifetimes: when a tensor's bytes are in use.

use crate::graph::{Graph, TensorId};

/// The steps (operators) from the first to the last that need a buffer, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// First step.
    pub first: usize,
    /// Last step.
    pub last: usize,
}

impl Lifetime {
    /// The lifetime of one step.
    pub fn of_step(step: usize) -> Self {
        Self {
            first: step,
            last: step,
        }
    }

    /// Returns whether the buffer is in use during a step.
    pub fn contains(self, step: usize) -> bool {
        self.first <= step && step <= self.last
    }

    /// Returns whether both buffers are in use during some step.
    pub fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// The lifetime of each tensor with its parts; `None` for constants, state, parts, and tensors that
/// nobody uses.
///
/// Inputs are written before the first step; outputs are read after the last. All inputs meet each
/// other, and so do all outputs, even in a graph without operators.
pub(super) fn of(graph: &Graph) -> Vec<Option<Lifetime>> {
    let mut lifetimes: Vec<Option<Lifetime>> = vec![None; graph.tensors.len()];
    let mut touch = |tensor: TensorId, step: usize| {
        let (home, _) = graph.home(tensor);
        if graph.tensor(home).constant.is_none() && !graph.is_state(home) {
            let lifetime = lifetimes[home.0].get_or_insert(Lifetime {
                first: step,
                last: step,
            });
            lifetime.first = lifetime.first.min(step);
            lifetime.last = lifetime.last.max(step);
        }
    };
    graph.inputs.iter().for_each(|port| touch(port.tensor, 0));
    for (step, operator) in graph.operators.iter().enumerate() {
        operator.touched().for_each(|tensor| touch(tensor, step));
    }
    graph
        .outputs
        .iter()
        .for_each(|port| touch(port.tensor, graph.operators.len()));
    lifetimes
}

//! Channels that go or stay together, through all tensors.

use super::links::{Links, channels};
use crate::graph::{Graph, TensorId};

/// A partition of all channels of all tensors.
///
/// Operators that take channel for channel, such as ADD, have as many on both sides.
#[derive(Debug)]
pub(super) struct Classes {
    /// Number of the first channel of each tensor.
    first: Vec<usize>,
    /// For each channel another of its class, or itself.
    parent: Vec<usize>,
}

/// Some of the classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set(Vec<bool>);

impl Classes {
    /// The finest in which the pairs of all operators are together.
    pub(super) fn of(graph: &Graph, links: &[Links]) -> Self {
        let mut first = vec![0];
        for tensor in 0..graph.tensors.len() {
            first.push(first[tensor] + channels(graph, TensorId(tensor)));
        }
        let parent = (0..first[graph.tensors.len()]).collect();
        let mut classes = Self { first, parent };
        for (operator, links) in graph.operators.iter().zip(links) {
            for pair in &links.pairs {
                let from = classes.shorten(operator.inputs[pair.input], pair.from);
                let to = classes.shorten(operator.output, pair.to);
                classes.parent[from.max(to)] = from.min(to);
            }
        }
        for channel in 0..classes.parent.len() {
            // Smaller ones are done: a parent is its own.
            classes.parent[channel] = classes.parent[classes.parent[channel]];
        }
        classes
    }

    /// No class.
    pub(super) fn none(&self) -> Set {
        Set(vec![false; self.parent.len()])
    }

    /// Which channels of a tensor are in a set.
    pub(super) fn mask(&self, set: &Set, tensor: TensorId) -> Vec<bool> {
        let channels = self.first[tensor.0]..self.first[tensor.0 + 1];
        channels
            .map(|channel| set.0[self.parent[channel]])
            .collect()
    }

    /// Adds the class of a channel. Whether it was new.
    pub(super) fn insert(&self, set: &mut Set, tensor: TensorId, channel: usize) -> bool {
        let class = self.find(tensor, channel);
        !std::mem::replace(&mut set.0[class], true)
    }

    /// Finds a class as [`find`](Self::find) does, and makes the way to it half as long.
    fn shorten(&mut self, tensor: TensorId, channel: usize) -> usize {
        let mut class = self.first[tensor.0] + channel;
        while self.parent[class] != class {
            self.parent[class] = self.parent[self.parent[class]];
            class = self.parent[class];
        }
        class
    }

    fn find(&self, tensor: TensorId, channel: usize) -> usize {
        let mut class = self.first[tensor.0] + channel;
        while self.parent[class] != class {
            class = self.parent[class];
        }
        class
    }
}

//! Tensors that lie inside of others.

use std::ops::Range;

use super::{Graph, TensorId};

/// A tensor's place in a larger one: they share bytes, and neither is copied to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The larger tensor, which may be a part itself.
    pub whole: TensorId,
    /// The part's first byte in it.
    pub offset: usize,
}

impl Graph {
    /// The tensor that no other holds and that holds this one, and the first byte of this one in it.
    pub fn home(&self, id: TensorId) -> (TensorId, usize) {
        let (mut home, mut offset) = (id, 0);
        while let Some(part) = self.parts.get(&home) {
            home = part.whole;
            offset += part.offset;
        }
        (home, offset)
    }

    /// The bytes of a tensor in its home.
    pub fn bytes(&self, id: TensorId) -> (TensorId, Range<usize>) {
        let (home, offset) = self.home(id);
        (home, offset..offset + self.tensor(id).bytes())
    }

    /// Returns whether some byte belongs to both tensors.
    pub fn share(&self, a: TensorId, b: TensorId) -> bool {
        let ((home, a), (other, b)) = (self.bytes(a), self.bytes(b));
        home == other && a.start < b.end && b.start < a.end
    }

    /// Returns whether a tensor has its bytes of the arena for itself: it is no part of another, has no parts, and
    /// is no state.
    pub fn is_alone(&self, id: TensorId) -> bool {
        !self.is_state(id)
            && !self.parts.contains_key(&id)
            && self.parts.values().all(|part| part.whole != id)
    }
}

//! Tensors and scratch, taken from their memories before the kernel is called.

use crate::call::{Type, Value};

/// Bytes of a memory as a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// The type.
    pub ty: Type,
    /// The first byte: the name of a [`Location`](super::Place), or a number for what has no bytes.
    pub at: Value,
}

/// Slots that a kernel reads and writes, each with the name of its tensor.
#[derive(Debug, Clone, Default)]
pub struct Borrows {
    /// Slots that are read.
    pub reads: Vec<(String, Slot)>,
    /// Slots that are written.
    pub writes: Vec<(String, Slot)>,
}

/// An input and an output that become an `Io`.
#[derive(Debug, Clone)]
pub enum Joint {
    /// Slots of the arena, which may share bytes.
    Shared(Slot, Slot),
    /// References to tensors that share nothing.
    Apart(Value, Value),
}

impl Borrows {
    /// Returns whether nothing is borrowed.
    pub fn is_empty(&self) -> bool {
        self.reads.is_empty() && self.writes.is_empty()
    }
}

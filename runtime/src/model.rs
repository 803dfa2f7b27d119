//! The constants of every declared model.

use crate::Footprint;

/// A neural network declared by [`tiny_model!`](crate::tiny_model).
pub trait Model: Footprint {
    /// The model's name: the name of its type.
    const NAME: &'static str;
    /// Bytes of arena: inputs, activations, outputs and scratch.
    const ARENA_BYTES: usize;
    /// Bytes of the model itself besides the arena: its state between runs.
    const STATE_BYTES: usize;
    /// Bytes of flash for weights, biases, scales and tables; the kernels' code is not included.
    const FLASH_BYTES: usize;
    /// Multiply-accumulates of one run. They count the longer of two branches, and one turn of a
    /// loop.
    const MACS: u64;
}

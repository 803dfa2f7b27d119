//! What every declared model has.

use crate::Footprint;

/// A neural network declared by [`tiny_model!`](crate::tiny_model).
pub trait Model: Footprint {
    /// The model's name: that of its type.
    const NAME: &'static str;
    /// Bytes of arena: inputs, activations, outputs and scratch.
    const ARENA_BYTES: usize;
    /// Bytes of the model itself beside the arena: what it remembers from run to run.
    const STATE_BYTES: usize;
    /// Bytes of flash for weights, biases, scales and tables; the kernels' code comes on top.
    const FLASH_BYTES: usize;
    /// Multiply-accumulates of one run: of branches those of the longer, of a loop those of one turn.
    const MACS: u64;
}

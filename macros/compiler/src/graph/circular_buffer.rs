//! CIRCULAR_BUFFER.

use super::{Graph, Kind, Operator};

/// The last inputs, which its output, a tensor of state, holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircularBuffer {
    /// Inputs that it holds.
    pub slots: usize,
    /// Elements of an input.
    pub depth: usize,
    /// Of so many runs that get here the last alone goes on. If more than one, the operator's state counts them.
    pub cycle: i32,
}

impl Operator {
    /// Whether a run may end after it: what comes later has no effect then.
    pub fn may_end_run(&self) -> bool {
        matches!(&self.kind, Kind::CircularBuffer(buffer) if buffer.cycle > 1)
    }
}

impl Graph {
    /// Whether some runs end before the outputs are computed.
    pub fn may_end_run(&self) -> bool {
        self.operators.iter().any(Operator::may_end_run)
    }
}

//! UNIDIRECTIONAL_SEQUENCE_LSTM.

use tiny_model_kernels::op::{LstmCell, Sequences};
use tiny_model_kernels::requantize::Scale;

/// UNIDIRECTIONAL_SEQUENCE_LSTM of integers: a unit's gates `i f g o` lie side by side.
#[derive(Debug, Clone)]
pub struct Lstm {
    /// Its geometry.
    pub sequences: Sequences,
    /// What the input is multiplied with, and what the hidden state is.
    pub gates: [Gates; 2],
    /// What follows the gates.
    pub cell: LstmCell,
}

/// One of the two products of all gates.
#[derive(Debug, Clone)]
pub struct Gates {
    /// `[units][4][inputs]`.
    pub weights: Vec<i8>,
    /// `[units][4]`, the zero point of what is multiplied folded in.
    pub bias: Vec<i64>,
    /// To Q3.12.
    pub scales: [Scale; 4],
}

impl Lstm {
    /// Multiply-accumulates.
    pub fn macs(&self) -> usize {
        let rows = self.sequences.batches * self.sequences.steps;
        rows * self
            .gates
            .iter()
            .map(|gates| gates.weights.len())
            .sum::<usize>()
    }
}

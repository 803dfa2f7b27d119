//! UNIDIRECTIONAL_SEQUENCE_LSTM.

use tiny_model_kernels::op::{LstmCell, Sequences};
use tiny_model_kernels::requantize::Scale;

/// UNIDIRECTIONAL_SEQUENCE_LSTM: a unit's gates `i f g o` lie side by side. There are two products
/// of gates: with the input, and with the hidden state.
#[derive(Debug, Clone)]
pub struct Lstm {
    /// Its geometry.
    pub sequences: Sequences,
    /// Its weights, and what follows them.
    pub arithmetic: LstmArithmetic,
}

/// The numbers of an [`Lstm`].
#[derive(Debug, Clone)]
pub enum LstmArithmetic {
    /// int8 activations, and cells of int16.
    Int8([Gates; 2], LstmCell),
    /// int16 activations and cells.
    Int16([Gates; 2], LstmCell),
    /// float32, with a bound of the cells' magnitude.
    Float([FloatGates; 2], f32),
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

/// One of the two products of all gates, in float32.
#[derive(Debug, Clone)]
pub struct FloatGates {
    /// `[units][inputs][4]`.
    pub weights: Vec<f32>,
    /// `[units][4]`; empty for the hidden state.
    pub bias: Vec<f32>,
}

impl Lstm {
    /// Multiply-accumulates.
    pub fn macs(&self) -> usize {
        let Sequences {
            batches,
            steps,
            inputs,
            units,
            ..
        } = self.sequences;
        batches * steps * 4 * units * (inputs + units)
    }
}

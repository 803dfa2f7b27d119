//! SVDF.

use tiny_model_kernels::op;

use super::Element;

/// Filters over features, then over time. Weights are `[units][rank][features or time]`.
#[derive(Debug, Clone)]
pub struct Svdf {
    /// Batches.
    pub batch: usize,
    /// Features of the input.
    pub inputs: usize,
    /// Filters of a unit.
    pub rank: usize,
    /// Units of the output.
    pub units: usize,
    /// Entries of the state of a filter.
    pub memory: usize,
    /// Weights over features.
    pub features: Vec<i8>,
    /// The input's zero point folded in, for each filter: `−zero_point · Σ features`.
    pub offsets: Vec<i32>,
    /// Weights over time, little-endian elements of the state's type.
    pub time: Vec<u8>,
    /// The type of the state: int8 or int16.
    pub element: Element,
    /// For each unit, the state's zero point folded in: `bias − zero_point · Σ time`.
    pub bias: Vec<i32>,
    /// The arithmetic.
    pub arithmetic: op::Svdf,
}

impl Svdf {
    /// Multiply-accumulates.
    pub(super) fn macs(&self) -> usize {
        self.batch * self.units * self.rank * (self.inputs + self.memory)
    }
}

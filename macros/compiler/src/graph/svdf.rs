//! SVDF.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;

use super::Element;

/// Filters over features, then over time. Its state is that of the filters. Weights are
/// `[units][rank][features or time]`.
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
    /// Its weights and arithmetic.
    pub filters: Filters,
}

/// The numbers of an [`Svdf`].
#[derive(Debug, Clone)]
pub enum Filters {
    /// int8 activations.
    Int8 {
        /// Weights over features.
        features: Vec<i8>,
        /// The input's zero point folded in, for each filter: `−zero_point · Σ features`.
        offsets: Vec<i32>,
        /// Weights over time, little-endian elements of the state's type.
        time: Vec<u8>,
        /// The type of the state: int8 or int16.
        element: Element,
        /// For each unit, the state's zero point folded in: `bias − zero_point · Σ time`.
        bias: Vec<i32>,
        /// The arithmetic.
        arithmetic: op::Svdf,
    },
    /// float32.
    Float {
        /// Weights over features.
        features: Vec<f32>,
        /// Weights over time.
        time: Vec<f32>,
        /// For each unit.
        bias: Vec<f32>,
        /// Smallest and largest output.
        output: Range,
    },
}

impl Svdf {
    /// Multiply-accumulates.
    pub(super) fn macs(&self) -> usize {
        self.batch * self.units * self.rank * (self.inputs + self.memory)
    }
}

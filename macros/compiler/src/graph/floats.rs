//! The bytes that full-integer quantization would save in a model on floats.

use super::{Filters, FloatWeights, Graph, Kind, LstmArithmetic, Numbers};

/// Bytes of floats, and of as many int8.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Floats {
    /// Bytes as they are: four of a float32, two of a float16.
    pub bytes: u64,
    /// Bytes as int8: how many numbers it is.
    pub as_int8: u64,
}

impl Floats {
    /// Numbers of so many bytes each.
    pub(crate) fn new(numbers: usize, size: usize) -> Self {
        Self {
            bytes: (numbers * size) as u64,
            as_int8: numbers as u64,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            bytes: self.bytes + other.bytes,
            as_int8: self.as_int8 + other.as_int8,
        }
    }
}

impl Graph {
    /// The weights of layers, subgraphs included. Biases are as large as int32.
    pub fn float_weights(&self) -> Floats {
        let operators = self.operators.iter().map(|operator| {
            let subgraphs = operator.control().map(|control| control.subgraphs());
            let inner = subgraphs.into_iter().flatten();
            let inner = inner.map(|inner| inner.graph.float_weights());
            inner.fold(weights(&operator.kind), Floats::plus)
        });
        operators.fold(Floats::default(), Floats::plus)
    }
}

fn weights(kind: &Kind) -> Floats {
    match kind {
        Kind::Layer(layer) => match &layer.numbers {
            Numbers::Float(float) => match &float.weights {
                FloatWeights::Float(weights) => Floats::new(weights.len(), 4),
                FloatWeights::Half(weights) => Floats::new(weights.len(), 2),
            },
            Numbers::Integers(_) | Numbers::Hybrid(_) => Floats::default(),
        },
        Kind::Svdf(svdf) => match &svdf.filters {
            Filters::Float { features, time, .. } => Floats::new(features.len() + time.len(), 4),
            Filters::Int8 { .. } => Floats::default(),
        },
        Kind::Lstm(lstm) => match &lstm.arithmetic {
            LstmArithmetic::Float(gates, _) => {
                Floats::new(gates.iter().map(|gates| gates.weights.len()).sum(), 4)
            }
            _ => Floats::default(),
        },
        _ => Floats::default(),
    }
}

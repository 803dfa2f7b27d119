//! The bytes that full-integer quantization would save in a model on floats.

use super::Program;
use crate::graph::{Arithmetic, Element, Float, FloatWeights, Graph, Kind, LstmArithmetic};
use crate::schedule::Holds;

/// Bytes of floats, and of as many int8.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Floats {
    /// Bytes as they are: four of a float32, two of a float16.
    pub bytes: u64,
    /// Bytes as int8: how many numbers it is.
    pub as_int8: u64,
}

impl Floats {
    fn new(numbers: usize, size: usize) -> Self {
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

impl Program {
    /// The tensors of float32 in memory where most is in use.
    pub fn floats_at_peak(&self, graph: &Graph) -> Floats {
        let Some(step) = self.plan.peak() else {
            return Floats::default();
        };
        let residents = self.plan.residents();
        let bytes = residents
            .iter()
            .filter_map(|resident| match resident.holds {
                Holds::Tensor(id) if graph.tensor(id).element == Element::F32 => {
                    Some(resident.placed.live(step))
                }
                _ => None,
            });
        Floats::new(
            bytes.sum::<usize>() / Element::F32.size(),
            Element::F32.size(),
        )
    }
}

fn weights(kind: &Kind) -> Floats {
    let of = |weights: &FloatWeights| match weights {
        FloatWeights::Float(weights) => Floats::new(weights.len(), 4),
        FloatWeights::Half(weights) => Floats::new(weights.len(), 2),
    };
    match kind {
        Kind::Float(Float::Conv2d(conv) | Float::DepthwiseConv2d(conv)) => of(&conv.dense.weights),
        Kind::Float(Float::FullyConnected(_, dense)) => of(&dense.weights),
        Kind::Float(Float::Svdf(svdf)) => Floats::new(svdf.features.len() + svdf.time.len(), 4),
        Kind::TransposeConv(layer) if matches!(layer.arithmetic, Arithmetic::Float { .. }) => {
            Floats::new(
                layer.weights.len() / layer.element.size(),
                layer.element.size(),
            )
        }
        Kind::Lstm(lstm) => match &lstm.arithmetic {
            LstmArithmetic::Float(gates, _) => {
                Floats::new(gates.iter().map(|gates| gates.weights.len()).sum(), 4)
            }
            _ => Floats::default(),
        },
        _ => Floats::default(),
    }
}

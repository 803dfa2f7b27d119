//! The graph: what a model computes, in the compiler's own terms.
//!
//! Made by [`lower`](crate::lower), rewritten by [`passes`](crate::passes), read by
//! [`schedule`](crate::schedule) and [`codegen`](crate::codegen). No TFLite type gets this far.

mod circular_buffer;
mod control;
mod copy;
mod custom;
mod elementwise;
mod float;
mod generic;
mod hybrid;
mod int16;
mod integers;
mod layer;
mod lstm;
mod operator;
mod part;
mod state;
mod svdf;

pub use circular_buffer::CircularBuffer;
pub use control::{Control, Inner};
pub use copy::{Copy, Side, strides};
pub use custom::Custom;
pub use elementwise::{Pair, Unary, Zip};
pub use float::{Dense, Float, FloatConvolution, FloatSvdf, FloatWeights, RowsKernel};
pub use generic::{
    Bilinear, BilinearKind, Fold, FoldKind, Gather, Nearest, Select, SumKind, UnaryKind, Update,
};
pub use hybrid::{Hybrid, HybridLayer};
pub use int16::Int16;
pub use integers::{IntegerMap, IntegerPair, IntegerRows, IntegerUnary, IntegerZip};
pub use layer::{Accumulated, Arithmetic, BatchMatmul, Layer};
pub use lstm::{FloatGates, Gates, Lstm, LstmArithmetic};
pub use operator::{
    Affine, Binary, BinaryKind, Convolution, FullyConnected, Kind, Mean, Operator, Pool, PoolKind,
    Scales, Softmax, Weights,
};

pub use part::Part;
pub use state::Initial;
pub use svdf::Svdf;

use std::collections::BTreeMap;

use crate::numerics::Quantization;

/// A whole model.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// All tensors that operators read or write, and constants.
    pub tensors: Vec<Tensor>,
    /// Those that lie inside of others.
    pub parts: BTreeMap<TensorId, Part>,
    /// Those that keep their values from run to run, outside of the arena.
    pub state: BTreeMap<TensorId, Initial>,
    /// In an order in which every tensor but state is written before it is read.
    pub operators: Vec<Operator>,
    /// What runs once, before the first run. Empty once the passes have computed it.
    pub once: Vec<Operator>,
    /// The model's inputs, in its order.
    pub inputs: Vec<Port>,
    /// The model's outputs, in its order.
    pub outputs: Vec<Port>,
}

/// Index of a [`Tensor`] in [`Graph::tensors`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TensorId(pub usize);

/// An array of elements, row-major.
#[derive(Debug, Clone)]
pub struct Tensor {
    /// Its name in the model file.
    pub name: String,
    /// Lengths of its dimensions; empty for a scalar.
    pub shape: Vec<usize>,
    /// The type of its elements.
    pub element: Element,
    /// Little-endian elements of a constant.
    pub constant: Option<Vec<u8>>,
}

/// The type of a tensor's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Element {
    /// int8.
    I8,
    /// uint8.
    U8,
    /// bool: a byte, 0 or 1.
    Bool,
    /// int16.
    I16,
    /// int32.
    I32,
    /// uint32.
    U32,
    /// int64.
    I64,
    /// float32.
    F32,
}

/// A model input or output: a tensor as the model's user sees it.
#[derive(Debug, Clone)]
pub struct Port {
    /// The tensor that holds it. A view may have made it another tensor than the model's own.
    pub tensor: TensorId,
    /// Its name in the model file.
    pub name: String,
    /// Its name in the model's signature, if there is one: what the model's author called it.
    pub signature: Option<String>,
    /// What the entries of its last dimension stand for; empty where the file does not say.
    pub labels: Vec<String>,
    /// Its shape in the model file.
    pub shape: Vec<usize>,
    /// How int8, uint8 and int16 values stand for reals; `None` for other elements.
    pub quantization: Option<Quantization>,
}

impl Element {
    /// Bytes of one element.
    pub fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 | Self::Bool => 1,
            Self::I16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 => 8,
        }
    }
}

impl Tensor {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all elements.
    pub fn bytes(&self) -> usize {
        self.len() * self.element.size()
    }
}

impl Graph {
    /// The tensor of an id that this graph gave out.
    pub fn tensor(&self, id: TensorId) -> &Tensor {
        &self.tensors[id.0]
    }

    /// Adds a tensor.
    pub fn add(&mut self, tensor: Tensor) -> TensorId {
        self.tensors.push(tensor);
        TensorId(self.tensors.len() - 1)
    }

    /// Multiply-accumulates of one run.
    pub fn macs(&self) -> u64 {
        self.operators
            .iter()
            .map(|operator| operator.kind.macs())
            .sum()
    }
}

//! The graph: what a model computes, in the compiler's own terms.
//!
//! Made by [`lower`](crate::lower), rewritten by [`passes`](crate::passes), read by
//! [`schedule`](crate::schedule) and [`codegen`](crate::codegen). No TFLite type gets this far.

mod batch_matmul;
mod builder;
mod clamp;
mod control;
mod copy;
mod evaluate;
mod floats;
mod layer;
mod lstm;
mod map;
mod mean;
mod opaque;
mod operator;
mod part;
mod pool;
mod quantization;
mod rows;
mod state;
mod svdf;
mod zip;

pub use batch_matmul::{BatchMatmul, Products};
pub use builder::Builder;
pub use clamp::Clamp;
pub use control::{Control, Inner};
pub use copy::{Copy, Side, strides};
pub use floats::Floats;
pub use layer::{
    Affine, Bias, Float, FloatWeights, Form, Hybrid, Int8Layer, Integers, Layer, Numbers, Scales,
    Weights,
};
pub use lstm::{FloatGates, Gates, Lstm, LstmArithmetic};
pub use map::{LeakyRelu, Map, MapFunction};
pub use mean::{Averages, Mean};
pub use operator::{Kind, Operator};

pub use part::Part;
pub use pool::{Bounds, Pool, PoolKind};
pub use quantization::{Quantization, of_int8};
pub use rows::{L2Normalization, LogSoftmax, RowFunction, Rows, Softmax};
pub use state::Initial;
pub use svdf::{Filters, Svdf};
pub use zip::{Prelu, Real, Terms, Zip, ZipFunction};

use std::collections::BTreeMap;

use crate::call::{Generic, Parameter as _, Type, Value};

/// A whole model.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// All tensors that operators read or write, and constants.
    pub tensors: Vec<Tensor>,
    /// Those that lie inside of others.
    pub parts: BTreeMap<TensorId, Part>,
    /// Those that keep their values from run to run, outside of the arena.
    pub state: BTreeMap<TensorId, Initial>,
    /// The steps, in an order in which every tensor except state is written before it is read.
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
    /// How int8, uint8 and int16 values stand for reals; `None` for other elements, and for integers that are only
    /// integers.
    pub quantization: Option<Quantization>,
}

impl Element {
    /// Its type in a program.
    pub fn ty(self) -> Type {
        match self {
            Self::I8 => Type::Primitive("i8"),
            Self::U8 => Type::Primitive("u8"),
            Self::Bool => Type::named("Bool"),
            Self::I16 => Type::Primitive("i16"),
            Self::I32 => Type::Primitive("i32"),
            Self::U32 => Type::Primitive("u32"),
            Self::I64 => Type::named("I64"),
            Self::F32 => Type::Primitive("f32"),
        }
    }

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

impl Port {
    /// What a program knows of a tensor with such elements: the generic parameters of its type, and its value.
    pub fn info(&self, element: Element) -> (Vec<Generic>, Value) {
        let (ty, quantization) = match self.quantization {
            Some(Quantization { scale, zero_point }) => {
                // int8 is its parameter's default.
                let of = (element != Element::I8).then(|| element.ty().into());
                let fields = [("scale", scale.value()), ("zero_point", zero_point.value())];
                (
                    Type::Named("Quantization".into(), of.into_iter().collect()),
                    Value::structure("Quantization", fields),
                )
            }
            None => (Type::Unit, Value::Tuple(Vec::new())),
        };
        let info = [
            ("name", Value::Text(self.name.clone())),
            ("shape", Value::numbers(&self.shape)),
            ("quantization", quantization),
        ];
        (
            vec![ty.into(), self.shape.len().into()],
            Value::structure("TensorInfo", info),
        )
    }
}

impl Tensor {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Returns whether it has no element.
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

//! What an operator computes. Geometry lives here, not in the tensors: a tensor may be seen in
//! another shape after views have vanished.

use tiny_model_kernels::op::Shape;

use super::{
    BatchMatmul, Control, Copy, Integers, Layer, Lstm, Map, Mean, Pool, Rows, Svdf, TensorId, Zip,
};
use crate::call::Call;

/// One step of the computation: reads activations or constants, writes (a part of) one tensor, or
/// several tensors alone.
///
/// A TFLite operator may become several (CONCATENATION: a copy for each input) or none (RESHAPE).
/// All writers of one tensor follow each other before its first reader.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Index in the model file.
    pub index: usize,
    /// TFLite's name of it: `CONV_2D`.
    pub name: &'static str,
    /// What it computes.
    pub kind: Kind,
    /// What it reads, in the kernel's order. Weights are not among it.
    pub inputs: Vec<TensorId>,
    /// State that it reads and writes.
    pub state: Vec<TensorId>,
    /// What it writes.
    pub output: TensorId,
    /// What else it writes.
    pub others: Vec<TensorId>,
}

/// The computation of an [`Operator`].
#[derive(Debug, Clone)]
pub enum Kind {
    /// CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, TRANSPOSE_CONV.
    Layer(Layer),
    /// A function of each element: RELU, LOGISTIC, EXP, QUANTIZE …
    Map(Map),
    /// A function of each two elements that meet: ADD, MAXIMUM, EQUAL …
    Zip(Zip),
    /// AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D.
    Pool(Pool),
    /// MEAN, SUM of integers.
    Mean(Mean),
    /// SOFTMAX, LOG_SOFTMAX, L2_NORMALIZATION.
    Rows(Rows),
    /// UNIDIRECTIONAL_SEQUENCE_LSTM. Its state is the hidden one, then the cells.
    Lstm(Box<Lstm>),
    /// SVDF.
    Svdf(Svdf),
    /// BATCH_MATMUL.
    BatchMatmul(BatchMatmul),
    /// Elements from one place to another: TRANSPOSE, SLICE, CONCATENATION …
    Copy(Copy),
    /// IF, WHILE.
    Control(Box<Control>),
    /// An operator that is only placed and called: SELECT_V2, GATHER, CUMSUM, custom operators …
    Call(Box<Call>),
    /// Every element one value, given by its little-endian bytes: the border of PAD.
    Fill(Vec<u8>),
    /// The output is the input with another shape. Vanishes in the passes.
    View,
}

impl Kind {
    /// The geometry of a window that goes over the rows of images, if the operator has one whose kernel takes rows.
    pub fn window(&self) -> Option<&Shape> {
        match self {
            Self::Layer(layer) => layer.window(),
            Self::Pool(pool) => Some(&pool.shape),
            _ => None,
        }
    }

    /// The layer with its numbers, if it is one for kernels of int8.
    pub fn int8(&self) -> Option<(&Layer, &Integers)> {
        match self {
            Self::Layer(layer) => layer.as_int8().map(|integers| (layer, integers)),
            _ => None,
        }
    }

    /// Multiply-accumulates.
    pub fn macs(&self) -> u64 {
        let macs = match self {
            Self::Layer(layer) => layer.macs(),
            Self::BatchMatmul(matmul) => matmul.macs(),
            Self::Lstm(lstm) => lstm.macs(),
            Self::Svdf(svdf) => svdf.macs(),
            Self::Control(control) => return control.macs(),
            Self::Map(_)
            | Self::Zip(_)
            | Self::Pool(_)
            | Self::Mean(_)
            | Self::Rows(_)
            | Self::Copy(_)
            | Self::Call(_)
            | Self::Fill(_)
            | Self::View => 0,
        };
        macs as u64
    }
}

//! What an operator computes. Geometry lives here, not in the tensors: a tensor may be seen in
//! another shape after views have vanished.

use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::Window;
use tiny_model_kernels::requantize::{Output, Scale};

use super::{
    BatchMatmul, Control, Copy, Float, Int16, Layer, Lstm, Map, Mean, Pool, Rows, Svdf, TensorId,
    Zip,
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
    /// CONV_2D.
    Conv2d(Convolution),
    /// DEPTHWISE_CONV_2D.
    DepthwiseConv2d(Convolution),
    /// FULLY_CONNECTED.
    FullyConnected(FullyConnected),
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
    /// An operator on f32.
    Float(Float),
    /// TRANSPOSE_CONV.
    TransposeConv(Layer),
    /// CONV_2D of int8, whose weights have a zero point.
    AsymmetricConv2d(Layer),
    /// FULLY_CONNECTED of the same, over a column of rows: LiteRT's, which rounds once.
    AsymmetricFullyConnected(Layer),
    /// DEPTHWISE_CONV_2D of the same.
    AsymmetricDepthwiseConv2d(Layer),
    /// BATCH_MATMUL.
    BatchMatmul(BatchMatmul),
    /// An operator on int16 activations that is not elementwise.
    Int16(Int16),
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

/// Weights of a convolution-like operator with what is applied to its sums.
#[derive(Debug, Clone)]
pub struct Affine {
    /// Per output channel, the input's zero point folded in: `bias − zero_point · Σw`.
    pub bias: Vec<i32>,
    /// Scales of the output channels.
    pub scales: Scales,
    /// Zero point and range of the output.
    pub output: Output,
}

/// Per-tensor or per-channel scales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scales {
    /// One for all channels.
    PerTensor(Scale),
    /// One for each channel.
    PerChannel(Vec<Scale>),
}

impl Scales {
    /// One, or those of all channels.
    pub fn as_slice(&self) -> &[Scale] {
        match self {
            Self::PerTensor(scale) => std::slice::from_ref(scale),
            Self::PerChannel(scales) => scales,
        }
    }
}

/// int8 or int4 weights in TFLite's order.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The weight tensor's name in the model file.
    pub name: String,
    /// The values, in TFLite's order.
    pub values: Vec<i8>,
    /// Whether the model has them in four bits, as flash should.
    pub are_int4: bool,
}

/// CONV_2D and DEPTHWISE_CONV_2D. Activations are `[batch][height][width][channels]`.
#[derive(Debug, Clone)]
pub struct Convolution {
    /// Shape of the input.
    pub input: [usize; 4],
    /// Shape of the output.
    pub output: [usize; 4],
    /// Taps of the window: height, width.
    pub kernel: [usize; 2],
    /// Steps of the window over the input.
    pub window: Window,
    /// The value of padding.
    pub input_zero_point: i8,
    /// Number of groups of a CONV_2D; 1 for DEPTHWISE_CONV_2D.
    pub groups: usize,
    /// CONV_2D: `[CO][KH][KW][CI / groups]`; DEPTHWISE_CONV_2D: `[KH][KW][CO]`.
    pub weights: Weights,
    /// What is applied to the sums.
    pub affine: Affine,
}

/// FULLY_CONNECTED.
#[derive(Debug, Clone)]
pub struct FullyConnected {
    /// Rows of the input.
    pub batch: usize,
    /// Input features.
    pub inputs: usize,
    /// Output features.
    pub outputs: usize,
    /// `[outputs][inputs]`.
    pub weights: Weights,
    /// What is applied to the sums.
    pub affine: Affine,
}

impl Convolution {
    /// Its geometry.
    pub fn shape(&self) -> Shape {
        let &Self {
            input,
            output,
            kernel,
            window,
            groups,
            ..
        } = self;
        Shape {
            input,
            output,
            kernel,
            window,
            groups,
        }
    }

    /// Returns whether some tap of some window lies outside of the input.
    pub fn is_padded(&self) -> bool {
        let w = self.window;
        let leaves = |input, output: usize, kernel: usize, stride, dilation, before| {
            before > 0 || (output.max(1) - 1) * stride + (kernel.max(1) - 1) * dilation >= input
        };
        let ([_, ih, iw, _], [_, oh, ow, _]) = (self.input, self.output);
        leaves(ih, oh, self.kernel[0], w.stride_h, w.dilation_h, w.pad_top)
            || leaves(iw, ow, self.kernel[1], w.stride_w, w.dilation_w, w.pad_left)
    }

    /// Elements of the pixels that DEPTHWISE_CONV_2D needs: one of the output, and one of padding.
    pub fn pixels(&self) -> usize {
        let padding = if self.is_padded() { self.input[3] } else { 0 };
        self.output[3] + padding
    }

    /// Returns whether CONV_2D copies the input under a window: it reads a single pixel in place.
    pub fn needs_patch(&self) -> bool {
        self.kernel != [1, 1] || self.is_padded()
    }
}

impl Kind {
    /// Multiply-accumulates.
    pub fn macs(&self) -> u64 {
        let macs = match self {
            Self::Conv2d(conv) => {
                let [n, h, w, c] = conv.output;
                n * h * w * c * conv.kernel[0] * conv.kernel[1] * conv.input[3] / conv.groups
            }
            Self::DepthwiseConv2d(conv) => {
                let [n, h, w, c] = conv.output;
                n * h * w * c * conv.kernel[0] * conv.kernel[1]
            }
            Self::Float(float) => float.macs(),
            Self::Int16(int16) => int16.macs(),
            Self::AsymmetricConv2d(layer)
            | Self::AsymmetricFullyConnected(layer)
            | Self::AsymmetricDepthwiseConv2d(layer) => layer.macs(),
            Self::TransposeConv(layer) => layer.transposed_macs(),
            Self::BatchMatmul(matmul) => matmul.macs(),
            Self::FullyConnected(layer) => layer.batch * layer.inputs * layer.outputs,
            Self::Lstm(lstm) => lstm.macs(),
            Self::Svdf(svdf) => svdf.macs(),
            Self::Control(control) => return control.macs(),
            _ => 0,
        };
        macs as u64
    }
}

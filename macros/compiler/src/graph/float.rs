//! Operators on f32.

use half::f16;
use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::float::Range;

use super::{Hybrid, Mean, Pool, Softmax};

/// An operator on f32 that is not elementwise.
#[derive(Debug, Clone)]
pub enum Float {
    /// CONV_2D.
    Conv2d(FloatConvolution),
    /// DEPTHWISE_CONV_2D.
    DepthwiseConv2d(FloatConvolution),
    /// FULLY_CONNECTED: rows of the input, and what each is multiplied by.
    FullyConnected(usize, Dense),
    /// AVERAGE_POOL_2D, MAX_POOL_2D.
    Pool(Pool<Range>),
    /// MEAN, with the range of its output.
    Mean(Mean<Range>),
    /// SOFTMAX, with its beta.
    Softmax(Softmax<f32>),
    /// LOG_SOFTMAX and L2_NORMALIZATION.
    Rows(Softmax<RowsKernel>),
    /// L2_POOL_2D.
    L2Pool(Pool<Range>),
    /// A layer with int8 weights.
    Hybrid(Hybrid),
    /// SVDF. Its state is that of the filters.
    Svdf(FloatSvdf),
}

/// SVDF: filters over features, then over time. Weights are `[units][rank][features or time]`.
#[derive(Debug, Clone)]
pub struct FloatSvdf {
    /// Batches.
    pub batch: usize,
    /// Filters of a unit.
    pub rank: usize,
    /// Weights over features.
    pub features: Vec<f32>,
    /// Weights over time.
    pub time: Vec<f32>,
    /// For each unit.
    pub bias: Vec<f32>,
    /// Smallest and largest output.
    pub output: Range,
}

/// What is computed of each row by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsKernel {
    /// LOG_SOFTMAX.
    LogSoftmax,
    /// L2_NORMALIZATION.
    L2Normalization,
}

/// CONV_2D and DEPTHWISE_CONV_2D. Activations are `[batch][height][width][channels]`.
#[derive(Debug, Clone)]
pub struct FloatConvolution {
    /// Its geometry; one group for DEPTHWISE_CONV_2D.
    pub shape: Shape,
    /// CONV_2D: `[CO][KH][KW][CI / groups]`; DEPTHWISE_CONV_2D: `[KH][KW][CO]`.
    pub dense: Dense,
}

/// Weights with what is done to sums of products.
#[derive(Debug, Clone)]
pub struct Dense {
    /// In TFLite's order.
    pub weights: FloatWeights,
    /// Of each output channel.
    pub bias: Vec<f32>,
    /// Smallest and largest output.
    pub output: Range,
}

/// Weights as they lie in flash.
#[derive(Debug, Clone)]
pub enum FloatWeights {
    /// At four bytes each.
    Float(Vec<f32>),
    /// At two.
    Half(Vec<f16>),
}

impl FloatWeights {
    /// Number of weights.
    pub fn len(&self) -> usize {
        match self {
            Self::Float(weights) => weights.len(),
            Self::Half(weights) => weights.len(),
        }
    }

    /// Whether all are finite numbers.
    pub fn are_finite(&self) -> bool {
        match self {
            Self::Float(weights) => weights.iter().all(|weight| weight.is_finite()),
            Self::Half(weights) => weights.iter().all(|weight| weight.is_finite()),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Dense {
    /// Products of each output channel.
    pub fn products(&self) -> usize {
        self.weights.len() / self.bias.len().max(1)
    }
}

impl Float {
    /// Multiply-accumulates.
    pub fn macs(&self) -> usize {
        match self {
            Self::Conv2d(conv) | Self::DepthwiseConv2d(conv) => {
                let [batch, height, width, _] = conv.shape.output;
                batch * height * width * conv.dense.weights.len()
            }
            Self::FullyConnected(batch, dense) => batch * dense.weights.len(),
            Self::Hybrid(hybrid) => hybrid.macs(),
            Self::Svdf(svdf) => svdf.batch * (svdf.features.len() + svdf.time.len()),
            Self::Pool(_) | Self::L2Pool(_) | Self::Mean(_) | Self::Softmax(_) | Self::Rows(_) => 0,
        }
    }

    /// Where it clamps, if it does.
    pub fn output(&mut self) -> Option<&mut Range> {
        match self {
            Self::Conv2d(conv) | Self::DepthwiseConv2d(conv) => Some(&mut conv.dense.output),
            Self::FullyConnected(_, dense) => Some(&mut dense.output),
            Self::Pool(pool) | Self::L2Pool(pool) => Some(&mut pool.range),
            Self::Mean(mean) => Some(&mut mean.arithmetic),
            Self::Svdf(svdf) => Some(&mut svdf.output),
            Self::Hybrid(hybrid) => Some(&mut hybrid.arithmetic.output),
            Self::Softmax(_) | Self::Rows(_) => None,
        }
    }
}

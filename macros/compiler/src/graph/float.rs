//! Operators on f32.

use half::f16;
use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::float::Range;

use super::Hybrid;

/// An operator on f32 that is not elementwise.
#[derive(Debug, Clone)]
pub enum Float {
    /// CONV_2D.
    Conv2d(FloatConvolution),
    /// DEPTHWISE_CONV_2D.
    DepthwiseConv2d(FloatConvolution),
    /// FULLY_CONNECTED: rows of the input, and what each is multiplied by.
    FullyConnected(usize, Dense),
    /// A layer with int8 weights.
    Hybrid(Hybrid),
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

    /// Returns whether all are finite numbers.
    pub fn are_finite(&self) -> bool {
        match self {
            Self::Float(weights) => weights.iter().all(|weight| weight.is_finite()),
            Self::Half(weights) => weights.iter().all(|weight| weight.is_finite()),
        }
    }

    /// Returns whether there are none.
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
        }
    }

    /// Where it clamps, if it does.
    pub fn output(&mut self) -> Option<&mut Range> {
        match self {
            Self::Conv2d(conv) | Self::DepthwiseConv2d(conv) => Some(&mut conv.dense.output),
            Self::FullyConnected(_, dense) => Some(&mut dense.output),
            Self::Hybrid(hybrid) => Some(&mut hybrid.arithmetic.output),
        }
    }
}

//! Operators on int16 activations.

use tiny_model_kernels::requantize::Scale;

use super::{Layer, Mean, Pool, Softmax};

/// An operator on int16 activations that is not elementwise.
#[derive(Debug, Clone)]
pub enum Int16 {
    /// CONV_2D; and FULLY_CONNECTED, as one of a pixel for each row.
    Conv2d(Layer),
    /// DEPTHWISE_CONV_2D.
    DepthwiseConv2d(Layer),
    /// AVERAGE_POOL_2D, MAX_POOL_2D.
    Pool(Pool<(i16, i16)>),
    /// MEAN, SUM.
    Mean(Mean),
    /// SOFTMAX, with its beta times the input's scale, over `10 / 65535`.
    Softmax(Softmax<Scale>),
    /// SOFTMAX from int8 to int16.
    SoftmaxOfInt8(Softmax),
}

impl Int16 {
    /// Multiply-accumulates.
    pub fn macs(&self) -> usize {
        match self {
            Self::Conv2d(layer) | Self::DepthwiseConv2d(layer) => layer.macs(),
            _ => 0,
        }
    }
}

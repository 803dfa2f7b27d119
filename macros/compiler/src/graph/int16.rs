//! Operators on int16 activations.

use super::Layer;

/// An operator on int16 activations that is not elementwise.
#[derive(Debug, Clone)]
pub enum Int16 {
    /// CONV_2D; and FULLY_CONNECTED, as one of a pixel for each row.
    Conv2d(Layer),
    /// DEPTHWISE_CONV_2D.
    DepthwiseConv2d(Layer),
}

impl Int16 {
    /// Multiply-accumulates.
    pub fn macs(&self) -> usize {
        match self {
            Self::Conv2d(layer) | Self::DepthwiseConv2d(layer) => layer.macs(),
        }
    }
}

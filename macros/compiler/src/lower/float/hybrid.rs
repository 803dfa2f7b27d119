//! Layers with int8 weights.

use tflite_schema::Activation;
use tiny_model_kernels::op::float::hybrid;

use super::super::Problem;
use super::super::node::{Node, Operand};
use crate::graph::{Hybrid, HybridLayer};

/// What a layer is made of.
pub(in crate::lower) struct HybridParts<'a> {
    pub(in crate::lower) layer: HybridLayer,
    /// Its weights, and how they are called.
    pub(in crate::lower) weights: (Operand<'a>, &'static str),
    /// Output channels, and the dimension of the weights that they lie along.
    pub(in crate::lower) channels: (usize, i32),
    pub(in crate::lower) activation: Activation,
    /// What its options say of a zero point of the input.
    pub(in crate::lower) is_asymmetric: bool,
}

impl<'a> Node<'a> {
    /// The layer, with the quantization that LiteRT gives its input.
    ///
    /// FULLY_CONNECTED does as its options say. The inputs of a CONV_2D whose channels have unlike scales,
    /// which scales its sums twice, and of every DEPTHWISE_CONV_2D have a zero point.
    pub(in crate::lower) fn hybrid(&self, layer: HybridParts<'a>) -> Result<Hybrid, Problem> {
        let ((weights, role), (channels, dimension)) = (layer.weights, layer.channels);
        let scales = self.weight_scales(weights, role, channels, dimension)?;
        let has_own_scales = scales.iter().any(|&scale| scale != scales[0]);
        let (is_asymmetric, scales_twice) = match layer.layer {
            HybridLayer::Conv2d(_) => (has_own_scales, has_own_scales),
            HybridLayer::DepthwiseConv2d(_) => (true, false),
            HybridLayer::FullyConnected(_) => (layer.is_asymmetric, false),
        };
        Ok(Hybrid {
            layer: layer.layer,
            weights: self.weights(weights, role)?.values,
            scales: scales.to_vec(),
            bias: self.float_bias(2, channels)?,
            arithmetic: hybrid::Hybrid {
                is_asymmetric,
                scales_twice,
                output: self.float_range(layer.activation)?,
            },
        })
    }
}

//! Layers with f32 activations and int8 weights.

use tiny_model_kernels::op::float::hybrid;

use super::super::Problem;
use super::super::node::Node;
use super::Parts;
use crate::graph::{Form, Hybrid};

impl<'a> Node<'a> {
    /// A layer's numbers, with the quantization that LiteRT gives its input.
    ///
    /// FULLY_CONNECTED does as its options say. The inputs of a CONV_2D whose channels have unlike scales,
    /// which scales its sums twice, and of every DEPTHWISE_CONV_2D have a zero point.
    pub(super) fn hybrid(&self, parts: &Parts<'a>) -> Result<Hybrid, Problem> {
        let (weights, role) = parts.weights;
        let channels = parts.channels();
        let scales = self.weight_scales(weights, role, channels, parts.dimension())?;
        let has_own_scales = scales.iter().any(|&scale| scale != scales[0]);
        let (is_asymmetric, scales_twice) = match parts.form {
            Form::Conv2d | Form::TransposeConv => (has_own_scales, has_own_scales),
            Form::DepthwiseConv2d => (true, false),
            Form::FullyConnected => (parts.is_asymmetric, false),
        };
        Ok(Hybrid {
            weights: self.weights(weights, role)?,
            scales: scales.to_vec(),
            bias: self.float_bias(parts.bias, channels)?,
            arithmetic: hybrid::Hybrid {
                is_asymmetric,
                scales_twice,
                output: self.interval(parts.activation)?.floats(),
            },
        })
    }
}

//! Layers of models of uint8, whose weights have a zero point.

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::op::layer::Layer as Sizes;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::graph::{Arithmetic, Element, Layer, Scales};
use crate::numerics::Quantization;

/// Returns whether an operator's weights are uint8.
pub(super) fn has_uint8_weights(node: &Node<'_>) -> bool {
    let weights = node.optional(1);
    weights.is_some_and(|weights| weights.tensor.ty == TensorType::UINT8)
}

impl<'a> Node<'a> {
    /// A layer, with its activation and with what makes a factor of the scales of input, weights and output.
    pub(super) fn asymmetric_layer(
        &self,
        sizes: Sizes,
        (weights, role): (Operand<'a>, &str),
        [x, y]: [Operand<'a>; 2],
        activation: Activation,
        factor: impl Fn([f32; 3]) -> f64,
    ) -> Result<Layer, Problem> {
        let owner = Owner::Operator(self.place(), role);
        let of = super::quantization::of(weights.tensor, owner)?;
        let [input, output] = [self.quantization(x)?, self.quantization(y)?];
        let factor = factor([input, of, output].map(|of| of.scale));
        let channels = sizes.output[3];
        let none = Quantization {
            zero_point: 0,
            ..input
        };
        let data = self.constant(weights, role)?;
        let expected: usize = weights.shape().iter().product();
        if data.len() != expected {
            return Err(text::options(self.place()));
        }
        Ok(Layer {
            sizes,
            weights: data.iter().map(|byte| byte ^ 0x80).collect(),
            element: Element::I8,
            arithmetic: Arithmetic::Int8 {
                zero_points: [input.zero_point, of.zero_point - 128],
                bias: self.bias(self.optional(2), none, &vec![0; channels])?,
                scales: Scales::PerTensor(self.scale(factor)?),
                output: self.activated(activation, output)?,
            },
        })
    }
}

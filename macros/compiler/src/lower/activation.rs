//! Fused activations.

use tflite_schema::Activation;

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::numbers::Interval;

impl Node<'_> {
    /// The real numbers that a fused activation lets through.
    pub(super) fn interval(&self, activation: Activation) -> Result<Interval, Problem> {
        match activation {
            Activation::None => Ok(Interval::ALL),
            Activation::Relu => Ok(Interval::RELU),
            Activation::Relu6 => Ok(Interval::RELU6),
            Activation::ReluN1To1 => Ok(Interval::RELU_N1_TO_1),
            Activation::Tanh | Activation::SignBit => {
                let name = format!("fused activation {activation:?}");
                Err(text::unsupported_option(self.place(), &name))
            }
        }
    }
}

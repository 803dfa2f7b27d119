//! Fused activations as ranges of the output.

use tflite_schema::Activation;
use tiny_model_kernels::requantize::Output;

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::Element;
use crate::numbers::{Quantization, range};

impl Node<'_> {
    /// Zero point and range of an int8 output: TFLM's `CalculateActivationRangeQuantized`.
    pub(super) fn activated(
        &self,
        activation: Activation,
        output: Quantization,
    ) -> Result<Output, Problem> {
        self.activated_as(activation, output, Element::I8)
    }

    /// Zero point and range of an output of any type.
    pub(super) fn activated_as(
        &self,
        activation: Activation,
        output: Quantization,
        element: Element,
    ) -> Result<Output, Problem> {
        let (low, high) = match activation {
            Activation::None => (None, None),
            Activation::Relu => (Some(0.0), None),
            Activation::Relu6 => (Some(0.0), Some(6.0)),
            Activation::ReluN1To1 => (Some(-1.0), Some(1.0)),
            Activation::Tanh | Activation::SignBit => {
                let name = format!("fused activation {activation:?}");
                return Err(text::unsupported_option(self.place(), &name));
            }
        };
        Ok(range(element, output, low, high))
    }
}

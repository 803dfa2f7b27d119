//! What CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED and TRANSPOSE_CONV share: their numbers.

mod float;
mod hybrid;
mod integers;

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::op::Shape;

use super::Problem;
use super::node::{Node, Operand};
use crate::graph::{Form, Kind, Layer, Numbers};

/// A layer in the model file.
pub(super) struct Parts<'a> {
    pub(super) form: Form,
    pub(super) shape: Shape,
    pub(super) x: Operand<'a>,
    /// The weights, and how they are called.
    pub(super) weights: (Operand<'a>, &'static str),
    pub(super) bias: Option<Operand<'a>>,
    pub(super) y: Operand<'a>,
    pub(super) activation: Activation,
    /// What the options say of the type of sums.
    pub(super) bias_type: TensorType,
    /// What the options say of a zero point of an input on f32 that is quantized.
    pub(super) is_asymmetric: bool,
}

impl Parts<'_> {
    /// Output channels.
    fn channels(&self) -> usize {
        self.shape.output[3]
    }

    /// The dimension of the weights along which output channels lie.
    fn dimension(&self) -> i32 {
        match self.form {
            Form::DepthwiseConv2d => 3,
            Form::Conv2d | Form::FullyConnected | Form::TransposeConv => 0,
        }
    }
}

impl<'a> Node<'a> {
    /// Adds a layer in the numbers of its input and weights.
    pub(super) fn emit_layer(&mut self, parts: &Parts<'a>) -> Result<(), Problem> {
        let types = [parts.x, parts.weights.0].map(|operand| operand.tensor.ty);
        let numbers = match (parts.form, types) {
            (Form::TransposeConv, [TensorType::FLOAT32, _]) => {
                Numbers::Float(self.transposed_float(parts)?)
            }
            (_, [TensorType::FLOAT32, TensorType::INT8]) => Numbers::Hybrid(self.hybrid(parts)?),
            (_, [TensorType::FLOAT32, _]) => Numbers::Float(self.float(parts)?),
            (_, [TensorType::INT16, _]) => Numbers::Integers(self.int16(parts)?),
            // The survey refuses TRANSPOSE_CONV of uint8, which has no reference.
            (Form::TransposeConv, _) => Numbers::Integers(self.int8(parts)?),
            (_, [_, TensorType::UINT8]) => Numbers::Integers(self.uint8(parts)?),
            _ => Numbers::Integers(self.int8(parts)?),
        };
        let layer = Layer {
            form: parts.form,
            shape: parts.shape,
            numbers,
        };
        self.emit(Kind::Layer(layer), &[parts.x], parts.y);
        Ok(())
    }
}

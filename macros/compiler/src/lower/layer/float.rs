//! Layers of f32.

use tflite_schema::TensorType;

use super::super::node::{Node, Operand};
use super::super::{Problem, half};
use super::Parts;
use crate::graph::{Float, FloatWeights};

impl<'a> Node<'a> {
    /// Weights as the model keeps them, and biases; zeros where there are none.
    pub(super) fn float(&self, parts: &Parts<'a>) -> Result<Float, Problem> {
        Ok(Float {
            weights: self.float_weights(parts.weights)?,
            bias: self.float_bias(parts.bias, parts.channels())?,
            output: self.interval(parts.activation)?.floats(),
        })
    }

    /// Weights of float32 only, and biases, if there are some.
    pub(super) fn transposed_float(&self, parts: &Parts<'a>) -> Result<Float, Problem> {
        let (operand, role) = parts.weights;
        self.expect_type(operand, role, TensorType::FLOAT32)?;
        let bias = match parts.bias {
            Some(_) => self.float_bias(parts.bias, parts.channels())?,
            None => Vec::new(),
        };
        Ok(Float {
            weights: FloatWeights::Float(self.floats(operand, role)?),
            bias,
            output: self.interval(parts.activation)?.floats(),
        })
    }

    fn float_weights(&self, (operand, role): (Operand<'a>, &str)) -> Result<FloatWeights, Problem> {
        let source = self.before_dequantize(operand);
        if source.tensor.ty == TensorType::FLOAT16 {
            let data = self.constant(source, role)?;
            return Ok(FloatWeights::Half(half::halves(data).collect()));
        }
        Ok(FloatWeights::Float(self.floats(operand, role)?))
    }
}

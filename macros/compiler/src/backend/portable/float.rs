//! Layers on f32.

use tiny_model_kernels::layout;
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::float::{self, Range, overlap};
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::conv_2d::images;
use crate::call::{Call, Type, Value, bytes, generics};
use crate::graph::{Float, FloatWeights, Form};

/// CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED.
#[derive(Debug)]
pub(super) struct FloatLayer {
    pub(super) form: Form,
    pub(super) shape: Shape,
    pub(super) numbers: Float,
}

impl Kernel for FloatLayer {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        match self.form {
            Form::Conv2d => Some(overlap::conv_2d(&self.shape)),
            Form::DepthwiseConv2d => Some(overlap::depthwise_conv_2d(&self.shape)),
            Form::FullyConnected | Form::TransposeConv => None,
        }
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let (kernel, weights) = match self.form {
            Form::DepthwiseConv2d => ("op::float::depthwise_conv_2d", self.by_tap()),
            Form::FullyConnected => return self.fully_connected(),
            Form::Conv2d | Form::TransposeConv => ("op::float::conv_2d", self.lanes()),
        };
        let [io, pad_top] = images(&self.shape);
        Call::new(
            kernel,
            [
                io,
                pad_top,
                weights.borrowed(),
                bias(&self.numbers.bias).borrowed(),
                Value::parameters(&parameters(&self.shape, self.numbers.output)).borrowed(),
            ],
        )
    }
}

impl FloatLayer {
    fn fully_connected(&self) -> Call {
        let ([.., rows, inputs], [.., outputs]) = (self.shape.input, self.shape.output);
        Call::new(
            "op::float::fully_connected",
            [
                Value::input_as(0, [rows, inputs]),
                Value::output_as([rows, outputs]),
                self.lanes().borrowed(),
                bias(&self.numbers.bias).borrowed(),
                Value::named("OUTPUT", &self.numbers.output),
            ],
        )
    }

    /// `WEIGHTS` as in TFLite.
    fn by_tap(&self) -> Value {
        let [height, width] = self.shape.kernel;
        let dims = [height, width, self.shape.output[3]];
        match &self.numbers.weights {
            FloatWeights::Float(weights) => Value::array("WEIGHTS", &dims, weights),
            FloatWeights::Half(weights) => Value::array("WEIGHTS", &dims, weights),
        }
    }

    /// `WEIGHTS`, output channels side by side.
    fn lanes(&self) -> Value {
        let (groups, channels) = (self.shape.groups, self.shape.output[3]);
        let products = self.numbers.weights.len() / channels.max(1);
        let mut generic = generics([products, channels]);
        let packed = match &self.numbers.weights {
            FloatWeights::Float(weights) => bytes(&layout::pack_lanes(weights, groups, products)),
            FloatWeights::Half(weights) => {
                generic.push(Type::named("f16").into());
                bytes(&layout::pack_lanes(weights, groups, products))
            }
        };
        Value::table("WEIGHTS", Type::Named("Lanes".into(), generic), packed)
    }
}

/// The parameters of a convolution with this range of its output.
pub(super) fn parameters(shape: &Shape, output: Range) -> float::Conv2d {
    float::Conv2d {
        window: shape.window,
        kernel: shape.kernel,
        groups: shape.groups,
        output,
    }
}

/// `BIAS`, one f32 for each output channel.
pub(super) fn bias(bias: &[f32]) -> Value {
    Value::array("BIAS", &[bias.len()], bias)
}

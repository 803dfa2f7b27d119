//! Operators on f32.

use tiny_model_kernels::layout::{self, Shape};
use tiny_model_kernels::op::float::{self, Range, overlap};
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use crate::call::{Argument, Call, Type, Value, bytes, generics};
use crate::graph::{Dense, FloatConvolution, FloatWeights};

/// CONV_2D.
#[derive(Debug)]
pub(super) struct Conv2d(pub(super) FloatConvolution);

/// DEPTHWISE_CONV_2D.
#[derive(Debug)]
pub(super) struct DepthwiseConv2d(pub(super) FloatConvolution);

/// FULLY_CONNECTED: rows of the input, and what each is multiplied by.
#[derive(Debug)]
pub(super) struct FullyConnected(pub(super) usize, pub(super) Dense);

impl Kernel for Conv2d {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        Some(overlap::conv_2d(&self.0.shape))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let Self(FloatConvolution { shape, dense }) = self;
        convolution("op::float::conv_2d", &self.0, lanes(dense, shape.groups))
    }
}

impl Kernel for DepthwiseConv2d {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        Some(overlap::depthwise_conv_2d(&self.0.shape))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let Self(FloatConvolution { shape, dense }) = self;
        let [height, width] = shape.kernel;
        let dims = [height, width, shape.output[3]];
        let weights = match &dense.weights {
            FloatWeights::Float(weights) => Value::array("WEIGHTS", &dims, weights),
            FloatWeights::Half(weights) => Value::array("WEIGHTS", &dims, weights),
        };
        convolution("op::float::depthwise_conv_2d", &self.0, weights)
    }
}

fn convolution(kernel: &'static str, conv: &FloatConvolution, weights: Value) -> Call {
    let [io, pad_top] = images(&conv.shape);
    Call::new(
        kernel,
        [
            io,
            pad_top,
            weights.borrowed(),
            bias(&conv.dense.bias).borrowed(),
            Value::parameters(&parameters(&conv.shape, conv.dense.output)).borrowed(),
        ],
    )
}

/// Input and output, and the rows of padding above.
pub(super) fn images(shape: &Shape) -> [Value; 2] {
    [
        Argument::Images(shape.input, shape.output).into(),
        Argument::PadTop(shape.window.pad_top).into(),
    ]
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

/// `WEIGHTS`, output channels side by side.
fn lanes(dense: &Dense, groups: usize) -> Value {
    let mut generic = generics([dense.products(), dense.bias.len()]);
    let packed = match &dense.weights {
        FloatWeights::Float(weights) => {
            bytes(&layout::pack_lanes(weights, groups, dense.products()))
        }
        FloatWeights::Half(weights) => {
            generic.push(Type::named("f16").into());
            bytes(&layout::pack_lanes(weights, groups, dense.products()))
        }
    };
    Value::table("WEIGHTS", Type::Named("Lanes".into(), generic), packed)
}

impl Kernel for FullyConnected {
    fn call(&self, _site: &Site<'_>) -> Call {
        let Self(batch, dense) = self;
        let [inputs, outputs] = [dense.products(), dense.bias.len()];
        Call::new(
            "op::float::fully_connected",
            [
                Value::input_as(0, [*batch, inputs]),
                Value::output_as([*batch, outputs]),
                lanes(dense, 1).borrowed(),
                bias(&dense.bias).borrowed(),
                Value::named("OUTPUT", &dense.output),
            ],
        )
    }
}

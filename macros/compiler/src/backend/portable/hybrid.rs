//! Layers with f32 activations and int8 weights.

use tiny_model_kernels::layout::{self, Shape};
use tiny_model_kernels::op::float::overlap;
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::float::{bias, images, parameters};
use crate::call::{Argument, Call, Type, Value};
use crate::graph::{Hybrid, HybridLayer};

impl Kernel for Hybrid {
    /// The quantized input.
    fn scratch(&self) -> usize {
        Hybrid::scratch(self)
    }

    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        let (parts, sizes) = self.parts();
        Some(overlap::hybrid(parts, sizes))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        match &self.layer {
            HybridLayer::Conv2d(shape) => conv_2d(self, shape),
            HybridLayer::DepthwiseConv2d(shape) => depthwise_conv_2d(self, shape),
            HybridLayer::FullyConnected(rows) => fully_connected(self, *rows),
        }
    }
}

fn conv_2d(hybrid: &Hybrid, shape: &Shape) -> Call {
    let [height, width] = shape.kernel;
    let blocks = layout::blocks(shape.output[3] / shape.groups);
    let channels = shape.input[3] / shape.groups;
    let [io, pad_top] = images(shape);
    Call::new(
        "op::float::hybrid::conv_2d",
        [
            io,
            pad_top,
            scratch(hybrid),
            blocked(hybrid, [channels, width, height, blocks, shape.groups]),
            layer(hybrid),
            Value::named("WINDOW", &shape.window),
            Value::parameters(&hybrid.arithmetic).borrowed(),
        ],
    )
}

fn depthwise_conv_2d(hybrid: &Hybrid, shape: &Shape) -> Call {
    let [height, width] = shape.kernel;
    let dims = [height, width, shape.output[3]];
    let conv = parameters(shape, hybrid.arithmetic.output);
    let [io, pad_top] = images(shape);
    Call::new(
        "op::float::hybrid::depthwise_conv_2d",
        [
            io,
            pad_top,
            scratch(hybrid),
            Value::array("WEIGHTS", &dims, &hybrid.weights).borrowed(),
            Value::Tuple(vec![scales(hybrid), bias(&hybrid.bias).borrowed()]),
            Value::named("CONV", &conv).borrowed(),
            Value::parameters(&hybrid.arithmetic).borrowed(),
        ],
    )
}

fn fully_connected(hybrid: &Hybrid, rows: usize) -> Call {
    let [inputs, outputs] = [hybrid.products(), hybrid.bias.len()];
    Call::new(
        "op::float::hybrid::fully_connected",
        [
            Argument::Rows([rows, inputs].into(), [rows, outputs].into()).into(),
            scratch(hybrid),
            blocked(hybrid, [inputs, 1, 1, layout::blocks(outputs), 1]),
            layer(hybrid),
            Value::parameters(&hybrid.arithmetic).borrowed(),
        ],
    )
}

fn scratch(hybrid: &Hybrid) -> Value {
    Value::scratch(Type::Primitive("i8"), &[hybrid.scratch()])
}

/// `WEIGHTS`, in the layout of the matmul core.
fn blocked(hybrid: &Hybrid, dims: [usize; 5]) -> Value {
    let packed = layout::pack_blocked(&hybrid.weights, dims[4], hybrid.products());
    Value::table("WEIGHTS", Type::of("Blocked", dims), packed).borrowed()
}

/// Sums of weights, scales and biases of the output channels. No sums are needed of an input without a zero point.
fn layer(hybrid: &Hybrid) -> Value {
    let rows = hybrid.weights.chunks(hybrid.products().max(1));
    let sums = rows.map(|row| row.iter().map(|&w| i32::from(w)).sum());
    let sums: Vec<i32> = sums.collect();
    let sums = match hybrid.arithmetic.is_asymmetric {
        true => Value::array("SUMS", &[sums.len()], &sums),
        false => Value::List(Vec::new()),
    };
    let bias = bias(&hybrid.bias).borrowed();
    Value::Tuple(vec![sums.borrowed(), scales(hybrid), bias])
}

/// `SCALES`, one or one for each output channel.
fn scales(hybrid: &Hybrid) -> Value {
    Value::array("SCALES", &[hybrid.scales.len()], &hybrid.scales).borrowed()
}

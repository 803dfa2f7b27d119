//! Layers with f32 activations and int8 weights.

use tiny_model_kernels::layout;
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::float::{hybrid, overlap};
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::conv_2d::{blocked, images};
use super::float::{bias, parameters};
use crate::call::{Argument, Call, Type, Value};
use crate::graph::{Form, Hybrid};

/// CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED.
#[derive(Debug)]
pub(super) struct HybridLayer {
    pub(super) form: Form,
    pub(super) shape: Shape,
    pub(super) numbers: Hybrid,
}

impl Kernel for HybridLayer {
    /// The quantized image or row, and the input under a window of CONV_2D.
    fn scratch(&self) -> usize {
        let (_, [input, _]) = self.parts();
        match self.form {
            Form::Conv2d => hybrid::scratch(&self.shape),
            _ => input,
        }
    }

    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        let (parts, sizes) = self.parts();
        Some(overlap::hybrid(parts, sizes))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        match self.form {
            Form::DepthwiseConv2d => self.depthwise_conv_2d(),
            Form::FullyConnected => self.fully_connected(),
            Form::Conv2d | Form::TransposeConv => self.conv_2d(),
        }
    }
}

impl HybridLayer {
    /// Images or rows, and the elements of the input and output of each.
    fn parts(&self) -> (usize, [usize; 2]) {
        let Shape { input, output, .. } = self.shape;
        match self.form {
            Form::FullyConnected => (input[2], [input[3], output[3]]),
            _ => (
                input[0],
                [input, output].map(|dims| dims[1..].iter().product()),
            ),
        }
    }

    fn conv_2d(&self) -> Call {
        let [io, pad_top] = images(&self.shape);
        Call::new(
            "op::float::hybrid::conv_2d",
            [
                io,
                pad_top,
                self.quantized(),
                self.weights(),
                self.channels(),
                Value::named("WINDOW", &self.shape.window),
                Value::parameters(&self.numbers.arithmetic).borrowed(),
            ],
        )
    }

    fn depthwise_conv_2d(&self) -> Call {
        let [height, width] = self.shape.kernel;
        let dims = [height, width, self.shape.output[3]];
        let conv = parameters(&self.shape, self.numbers.arithmetic.output);
        let [io, pad_top] = images(&self.shape);
        Call::new(
            "op::float::hybrid::depthwise_conv_2d",
            [
                io,
                pad_top,
                self.quantized(),
                Value::array("WEIGHTS", &dims, &self.numbers.weights.values).borrowed(),
                Value::Tuple(vec![self.scales(), bias(&self.numbers.bias).borrowed()]),
                Value::named("CONV", &conv).borrowed(),
                Value::parameters(&self.numbers.arithmetic).borrowed(),
            ],
        )
    }

    fn fully_connected(&self) -> Call {
        let (rows, [inputs, outputs]) = self.parts();
        Call::new(
            "op::float::hybrid::fully_connected",
            [
                Argument::Rows([rows, inputs].into(), [rows, outputs].into()).into(),
                self.quantized(),
                self.weights(),
                self.channels(),
                Value::parameters(&self.numbers.arithmetic).borrowed(),
            ],
        )
    }

    fn quantized(&self) -> Value {
        Value::scratch(Type::Primitive("i8"), &[self.scratch()])
    }

    /// `WEIGHTS`, in the layout of the matmul core.
    fn weights(&self) -> Value {
        let Shape {
            input,
            output,
            kernel: [height, width],
            groups,
            ..
        } = self.shape;
        let blocks = layout::blocks(output[3] / groups);
        let dims = [input[3] / groups, width, height, blocks, groups];
        blocked(&self.numbers.weights, dims).borrowed()
    }

    /// Sums of weights, scales and biases of the output channels. No sums are needed of an input without a zero point.
    fn channels(&self) -> Value {
        let weights = &self.numbers.weights.values;
        let rows = weights.chunks((weights.len() / self.shape.output[3].max(1)).max(1));
        let sums = rows.map(|row| row.iter().map(|&w| i32::from(w)).sum());
        let sums: Vec<i32> = sums.collect();
        let sums = match self.numbers.arithmetic.is_asymmetric {
            true => Value::array("SUMS", &[sums.len()], &sums),
            false => Value::List(Vec::new()),
        };
        let bias = bias(&self.numbers.bias).borrowed();
        Value::Tuple(vec![sums.borrowed(), self.scales(), bias])
    }

    /// `SCALES`, one or one for each output channel.
    fn scales(&self) -> Value {
        let scales = &self.numbers.scales;
        Value::array("SCALES", &[scales.len()], scales).borrowed()
    }
}

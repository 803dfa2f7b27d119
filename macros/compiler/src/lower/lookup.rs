//! Functions of one int8 as tables: activations, computed by the kernels' own functions. Those of int16
//! are computed at run time.

use tflite_schema::Options;
use tiny_model_kernels::op::{Curve, tabulate};

use super::Problem;
use super::float::{self, reads_float};
use super::int16::{self, reads_int16};
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{self, Kind, Map, MapFunction};
use crate::numbers::{self, Interval, PROBABILITIES, Q0_7, of_int8};

/// Input and output of an activation.
struct Unary<'a> {
    x: Operand<'a>,
    y: Operand<'a>,
    numbers: numbers::Ends,
}

impl<'a> Unary<'a> {
    fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x, y) = (node.input(0, "input")?, node.output()?);
        node.expect_elements(y, x.shape())?;
        let numbers = numbers::Ends {
            input: node.quantization(x)?,
            output: node.quantization(y)?,
            element: node.element(y),
        };
        Ok(Self { x, y, numbers })
    }

    /// A function of int16 without zero points.
    fn emit_int16(&self, node: &mut Node<'_>, function: MapFunction) -> Result<(), Problem> {
        node.symmetric(self.x)?;
        node.symmetric(self.y)?;
        int16::map(node, function)
    }

    fn emit(&self, node: &mut Node<'_>, function: impl Fn(i8) -> i8) -> Result<(), Problem> {
        node.emit(
            Kind::Map(Map::table(Box::new(tabulate(function)))),
            &[self.x],
            self.y,
        );
        Ok(())
    }
}

pub(super) fn relu(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::relu(node);
    }
    let ends = Unary::of(node)?;
    let numbers = &ends.numbers;
    let range = numbers.range(Interval::RELU);
    let rescale = node.fits(numbers.rescale(numbers.factor(), range))?;
    if reads_int16(node) {
        return ends.emit_int16(node, MapFunction::Rescale(rescale));
    }
    ends.emit(node, |x| rescale.apply(x))
}

/// TFLM forgets to rescale when the scales differ; here they are, as in float and in LiteRT.
pub(super) fn relu6(node: &mut Node<'_>) -> Result<(), Problem> {
    bounded(node, Interval::RELU6)
}

pub(super) fn relu_n1_to_1(node: &mut Node<'_>) -> Result<(), Problem> {
    bounded(node, Interval::RELU_N1_TO_1)
}

pub(super) fn relu_0_to_1(node: &mut Node<'_>) -> Result<(), Problem> {
    bounded(node, Interval::RELU_0_TO_1)
}

/// Numbers within an interval: LiteRT's `QuantizedReluX`, whose quotient is in f32.
fn bounded(node: &mut Node<'_>, interval: Interval) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::clamp(node, interval.floats());
    }
    let ends = Unary::of(node)?;
    let numbers = &ends.numbers;
    let factor = f64::from(numbers.input.scale / numbers.output.scale);
    let range = numbers.range(interval);
    let rescale = node.fits(numbers.rescale(factor, range))?;
    if reads_int16(node) {
        return ends.emit_int16(node, MapFunction::Rescale(rescale));
    }
    ends.emit(node, |x| rescale.apply(x))
}

/// QUANTIZE from int8 to int8.
pub(super) fn requantize(node: &mut Node<'_>) -> Result<(), Problem> {
    let ends = Unary::of(node)?;
    let numbers = &ends.numbers;
    let range = numbers.range(Interval::ALL);
    let rescale = node.fits(numbers.rescale(numbers.factor(), range))?;
    ends.emit(node, |x| rescale.apply(x))
}

pub(super) fn leaky_relu(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::leaky_relu(node);
    }
    let Options::LeakyRelu(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let ends = Unary::of(node)?;
    let function = node.fits(numbers::leaky_relu(&ends.numbers, options.alpha))?;
    if reads_int16(node) {
        return int16::map(
            node,
            MapFunction::LeakyRelu(graph::LeakyRelu::Integers(function)),
        );
    }
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn abs(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::abs(node);
    }
    let ends = Unary::of(node)?;
    let function = node.fits(ends.numbers.abs())?;
    if reads_int16(node) {
        return ends.emit_int16(node, MapFunction::Abs(function));
    }
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn elu(node: &mut Node<'_>) -> Result<(), Problem> {
    curve(node, float::elu, Curve::elu)
}

pub(super) fn exp(node: &mut Node<'_>) -> Result<(), Problem> {
    curve(node, float::exp, Curve::exp)
}

pub(super) fn log(node: &mut Node<'_>) -> Result<(), Problem> {
    curve(node, float::log, Curve::log)
}

pub(super) fn sqrt(node: &mut Node<'_>) -> Result<(), Problem> {
    curve(node, float::sqrt, Curve::sqrt)
}

pub(super) fn gelu(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Gelu(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    match options.approximate {
        true => curve(node, float::gelu_approximate, Curve::gelu_approximate),
        false => curve(node, float::gelu, Curve::gelu),
    }
}

/// A function of float32, or of int8 by floats.
fn curve(
    node: &mut Node<'_>,
    of_floats: fn(&mut Node<'_>) -> Result<(), Problem>,
    of_int8s: fn(&Curve, i8) -> i8,
) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return of_floats(node);
    }
    let ends = Unary::of(node)?;
    let [input, output] = [ends.numbers.input, ends.numbers.output].map(of_int8);
    ends.emit(node, |x| of_int8s(&Curve { input, output }, x))
}

pub(super) fn rsqrt(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::rsqrt(node);
    }
    let ends = Unary::of(node)?;
    let function = node.fits(ends.numbers.rsqrt())?;
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn logistic(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::logistic(node);
    }
    if reads_int16(node) {
        return int16::logistic(node);
    }
    let ends = Unary::of(node)?;
    node.expect_quantization(ends.y, PROBABILITIES)?;
    let function = numbers::logistic(ends.numbers.input);
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn tanh(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::tanh(node);
    }
    if reads_int16(node) {
        return int16::tanh(node);
    }
    let ends = Unary::of(node)?;
    node.expect_quantization(ends.y, Q0_7)?;
    let function = numbers::tanh(ends.numbers.input);
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn hard_swish(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::hard_swish(node);
    }
    let ends = Unary::of(node)?;
    let function = node.fits(numbers::hard_swish(&ends.numbers))?;
    ends.emit(node, |x| function.apply(x))
}

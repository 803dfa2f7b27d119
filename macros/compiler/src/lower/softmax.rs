//! SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION over the last dimension.

use tflite_schema::{Options, TensorType};
use tiny_model_kernels::op;
use tiny_model_kernels::requantize::Scale;

use super::Problem;
use super::float::reads_float;
use super::int16::reads_int16;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::diagnostics::thousands;
use crate::graph::{Kind, L2Normalization, LogSoftmax, RowFunction, Rows, Softmax};
use crate::numbers::{
    self, LOGARITHMS, PROBABILITIES, PROBABILITIES_OF_INT16, Q0_7, Q0_15, Quantization,
};

/// Most elements of a row of int16: the sum of their exponentials is below `2^31`.
const MOST_CLASSES: usize = (1 << 16) - 1;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Softmax(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let numbers = softmax(node, options.beta)?;
    rows(node, RowFunction::Softmax(numbers))
}

fn softmax(node: &Node<'_>, beta: f32) -> Result<Softmax, Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if reads_float(node, 0) {
        return Ok(Softmax::Float(beta));
    }
    if reads_int16(node) {
        return int16_arithmetic(node, x, y, beta).map(Softmax::Int16);
    }
    let numbers: fn(op::Softmax) -> Softmax = match y.tensor.ty {
        TensorType::INT16 => {
            expect_near(node, y, PROBABILITIES_OF_INT16)?;
            Softmax::Int8ToInt16
        }
        _ => {
            node.expect_quantization(y, PROBABILITIES)?;
            Softmax::Int8
        }
    };
    let scale = node.quantization(x)?.scale;
    let arithmetic = numbers::softmax(beta, scale).ok_or_else(|| {
        let what = format!("its beta of {beta} is too small for its input's scale of {scale}");
        text::option(node.place(), &what)
    })?;
    Ok(numbers(arithmetic))
}

/// The scale of differences of int16.
fn int16_arithmetic(
    node: &Node<'_>,
    x: Operand<'_>,
    y: Operand<'_>,
    beta: f32,
) -> Result<Scale, Problem> {
    let scale = node.symmetric(x)?.scale;
    expect_near(node, y, Q0_15)?;
    let classes = x.shape().last().copied().unwrap_or(1);
    if classes > MOST_CLASSES {
        let what = format!(
            "it has more than {} classes",
            thousands(MOST_CLASSES as u64)
        );
        return Err(text::option(node.place(), &what));
    }
    node.fits(numbers::softmax_of_int16(beta, scale))
}

/// Refuses an output that is not even near what SOFTMAX's always stands for.
fn expect_near(node: &Node<'_>, y: Operand<'_>, expected: Quantization) -> Result<(), Problem> {
    match numbers::is_near(node.quantization(y)?, expected) {
        true => Ok(()),
        false => node.expect_quantization(y, expected),
    }
}

pub(super) fn log_softmax(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return rows(node, RowFunction::LogSoftmax(LogSoftmax::Float));
    }
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_quantization(y, LOGARITHMS)?;
    let scale = node.quantization(x)?.scale;
    let arithmetic = numbers::log_softmax(scale).ok_or_else(|| {
        let what = format!("its input's scale of {scale} is too small");
        text::option(node.place(), &what)
    })?;
    rows(node, RowFunction::LogSoftmax(LogSoftmax::Int8(arithmetic)))
}

pub(super) fn l2_normalization(node: &mut Node<'_>) -> Result<(), Problem> {
    if let Options::L2Norm(options) = &node.operator.options {
        node.expect_no_activation(options.fused_activation_function)?;
    }
    if reads_float(node, 0) {
        return rows(node, RowFunction::L2Normalization(L2Normalization::Float));
    }
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_quantization(y, Q0_7)?;
    let zero_point = node.quantization(x)?.zero_point;
    let function = RowFunction::L2Normalization(L2Normalization::Int8(zero_point));
    rows(node, function)
}

/// A function of the input's rows.
fn rows(node: &mut Node<'_>, function: RowFunction) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_shape(y, "output", x.shape())?;
    let classes = x.shape().last().copied().unwrap_or(1);
    let rows = Rows {
        function,
        rows: x.len() / classes,
        classes,
    };
    node.emit(Kind::Rows(rows), &[x], y);
    Ok(())
}

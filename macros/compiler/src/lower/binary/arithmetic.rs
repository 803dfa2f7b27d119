//! Sums, differences, products and quotients.

use tflite_schema::{Activation, Options};
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::{Range, function};

use super::{Operands, emit};
use crate::diagnostics::model as text;
use crate::graph::{Terms, ZipFunction};
use crate::lower::Problem;
use crate::lower::float::reads_float;
use crate::lower::int16::reads_int16;
use crate::lower::node::Node;
use crate::numbers;

pub(in crate::lower) fn add(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Add(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (operands, activation) = (Operands::of(node)?, options.fused_activation_function);
    let terms = terms(node, &operands, activation, || {
        sum(node, &operands, activation)
    })?;
    emit(node, &operands, ZipFunction::Add(terms))
}

pub(in crate::lower) fn sub(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Sub(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (operands, activation) = (Operands::of(node)?, options.fused_activation_function);
    let difference = || sum(node, &operands, activation).map(op::Sub);
    let terms = terms(node, &operands, activation, difference)?;
    emit(node, &operands, ZipFunction::Sub(terms))
}

pub(in crate::lower) fn mul(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Mul(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (operands, activation) = (Operands::of(node)?, options.fused_activation_function);
    let terms = terms(node, &operands, activation, || {
        product(node, &operands, activation)
    })?;
    emit(node, &operands, ZipFunction::Mul(terms))
}

fn product(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<op::Mul, Problem> {
    let (quantizations, output) = operands.numbers(node, activation)?;
    let was_uint8 = node.was_uint8(operands.x1);
    let product = node.fits(numbers::product(quantizations, was_uint8, output))?;
    if reads_int16(node) {
        operands.expect_symmetric(node)?;
    }
    Ok(product)
}

pub(in crate::lower) fn squared_difference(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    let terms = match unscaled(node, &operands, Activation::None)? {
        // Results are no sums of layers: they need not be finite.
        Some(Terms::Float(_)) => Terms::Float(Range::ALL),
        Some(terms) => terms,
        None => Terms::Quantized(difference(node, &operands)?),
    };
    emit(node, &operands, ZipFunction::SquaredDifference(terms))
}

fn difference(node: &Node<'_>, operands: &Operands<'_>) -> Result<op::SquaredDifference, Problem> {
    if reads_int16(node) {
        operands.expect_symmetric(node)?;
    }
    let quantizations = operands.quantizations(node)?;
    node.fits(numbers::difference_of_squares(
        operands.element(node),
        quantizations,
    ))
}

pub(in crate::lower) fn div(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Div(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (operands, activation) = (Operands::of(node)?, options.fused_activation_function);
    let terms = terms(node, &operands, activation, || {
        quotient(node, &operands, activation)
    })?;
    emit(node, &operands, ZipFunction::Div(terms))
}

fn quotient(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<op::Divide, Problem> {
    let (quantizations, output) = operands.numbers(node, activation)?;
    node.fits(numbers::quotient(quantizations, output))
}

pub(in crate::lower) fn floor_div(node: &mut Node<'_>) -> Result<(), Problem> {
    let real = ZipFunction::Real("floor_div", function::floor_div);
    rounded_down(node, real, op::Function::FloorQuotient)
}

pub(in crate::lower) fn floor_mod(node: &mut Node<'_>) -> Result<(), Problem> {
    let real = ZipFunction::Real("floor_mod", function::floor_mod);
    rounded_down(node, real, op::Function::FloorRemainder)
}

/// One function of float32 or of int32.
fn rounded_down(
    node: &mut Node<'_>,
    real: ZipFunction,
    of_int32: op::Function,
) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    let function = match operands.are_integers() {
        true => ZipFunction::Int32(of_int32),
        false => real,
    };
    emit(node, &operands, function)
}

/// What ADD and SUB share.
fn sum(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<op::Add, Problem> {
    let (quantizations, output) = operands.numbers(node, activation)?;
    node.fits(numbers::sum(operands.element(node), quantizations, output))
}

/// The numbers of an operator, which has scales unless it is one of int32 or float32.
fn terms<Q>(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
    quantized: impl FnOnce() -> Result<Q, Problem>,
) -> Result<Terms<Q>, Problem> {
    match unscaled(node, operands, activation)? {
        Some(terms) => Ok(terms),
        None => quantized().map(Terms::Quantized),
    }
}

/// The numbers of an operator on int32 or float32; `None` of others, which have scales.
fn unscaled<Q>(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<Option<Terms<Q>>, Problem> {
    if !operands.are_integers() {
        let interval = reads_float(node, 0).then(|| node.interval(activation));
        return Ok(interval.transpose()?.map(|of| Terms::Float(of.floats())));
    }
    Ok(Some(Terms::Int32(node.interval(activation)?.int32())))
}

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
use crate::numbers::{self, factor};

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
    let [x1, x2, y] = operands.quantizations(node)?;
    // LiteRT's `Prepare` has f32 for uint8.
    let factor = match node.was_uint8(operands.x1) {
        true => f64::from(x1.scale * x2.scale / y.scale),
        false => factor([x1.scale, x2.scale], [y.scale]),
    };
    let output = node.activated_as(activation, y, operands.element(node))?;
    let product = node.fits(numbers::product([x1, x2], factor, output))?;
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
    let quantizations @ [.., y] = operands.quantizations(node)?;
    let output = node.activated(activation, y)?;
    node.fits(numbers::quotient(quantizations, output))
}

/// Functions of floats that are named as the kernels name them.
macro_rules! real {
    ($($name:ident)*) => { $(
        pub(in crate::lower) fn $name(node: &mut Node<'_>) -> Result<(), Problem> {
            let operands = Operands::of(node)?;
            emit(node, &operands, ZipFunction::Real(stringify!($name), function::$name))
        }
    )* };
}
real! { floor_div floor_mod }

/// What ADD and SUB share.
fn sum(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<op::Add, Problem> {
    let (quantizations, element) = (operands.quantizations(node)?, operands.element(node));
    let output = node.activated_as(activation, quantizations[2], element)?;
    node.fits(numbers::sum(element, quantizations, output))
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

/// The numbers of an operator on int32 or float32, whose results TFLM's `CalculateActivationRange` clamps; `None` of
/// others, which have scales.
fn unscaled<Q>(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<Option<Terms<Q>>, Problem> {
    if !operands.are_integers() {
        let range = reads_float(node, 0).then(|| node.float_range(activation));
        return Ok(range.transpose()?.map(Terms::Float));
    }
    let bounds = match activation {
        Activation::None => [i32::MIN, i32::MAX],
        Activation::Relu => [0, i32::MAX],
        Activation::Relu6 => [0, 6],
        Activation::ReluN1To1 => [-1, 1],
        Activation::Tanh | Activation::SignBit => {
            let name = format!("fused activation {activation:?}");
            return Err(text::unsupported_option(node.place(), &name));
        }
    };
    Ok(Some(Terms::Int32(bounds)))
}

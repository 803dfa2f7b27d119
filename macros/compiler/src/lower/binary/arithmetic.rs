//! Sums, differences, products and quotients.

use tflite_schema::{Activation, Options};
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::{Range, function};
use tiny_model_kernels::requantize::Scale;

use super::{Operands, emit};
use crate::diagnostics::model as text;
use crate::diagnostics::thousands;
use crate::graph::{Terms, ZipFunction};
use crate::lower::Problem;
use crate::lower::activation::range_of;
use crate::lower::float::reads_float;
use crate::lower::int16::reads_int16;
use crate::lower::node::Node;
use crate::numerics::factor;

/// Bits that ADD and SUB shift inputs to the left: `left_shift` of TFLM's `OpDataAdd` for int8.
const LEFT_SHIFT: u32 = 20;
/// The same for int16.
const LEFT_SHIFT_OF_INT16: u32 = 15;
/// The same of SQUARED_DIFFERENCE for int8; int16 is not shifted.
const LEFT_SHIFT_OF_SQUARES: u32 = 7;

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
    let [x1, x2, y] = operands.scales(node)?;
    // LiteRT's `Prepare` has f32 for uint8.
    let factor = match node.was_uint8(operands.x1) {
        true => f64::from(x1 * x2 / y),
        false => factor([x1, x2], [y]),
    };
    let output = node.quantization(operands.y)?;
    let ty = operands.y.tensor.ty;
    let product = op::Mul {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        scale: node.scale(factor)?,
        output: node.activated_as(activation, output, ty)?,
    };
    if reads_int16(node) {
        for operand in [operands.x1, operands.x2, operands.y] {
            node.symmetric(operand)?;
        }
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

/// TFLM's `PrepareQuantized`.
fn difference(node: &Node<'_>, operands: &Operands<'_>) -> Result<op::SquaredDifference, Problem> {
    let left_shift = match reads_int16(node) {
        true => 0,
        false => LEFT_SHIFT_OF_SQUARES,
    };
    if reads_int16(node) {
        for operand in [operands.x1, operands.x2, operands.y] {
            node.symmetric(operand)?;
        }
    }
    let [x1, x2, y] = operands.scales(node)?;
    let twice_max = 2.0 * f64::from(x1.max(x2));
    let squares = twice_max * twice_max / f64::from((1 << (2 * left_shift)) as f32 * y);
    let output = node.quantization(operands.y)?;
    Ok(op::SquaredDifference {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        left_shift,
        input1: node.scale(f64::from(x1) / twice_max)?,
        input2: node.scale(f64::from(x2) / twice_max)?,
        output_scale: node.scale(squares)?,
        output: range_of(operands.y.tensor.ty, output, None, None),
    })
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
    let [x1, x2, y] = operands.scales(node)?;
    let output = node.quantization(operands.y)?;
    Ok(op::Divide {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        scale: node.scale(factor([x1], [x2, y]))?,
        output: node.activated(activation, output)?,
    })
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

/// What ADD and SUB share: factors of both inputs and of the output, in f64.
fn sum(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<op::Add, Problem> {
    let [x1, x2, y] = operands.scales(node)?.map(f64::from);
    let twice_max = 2.0 * x1.max(x2);
    let left_shift = match reads_int16(node) {
        true => LEFT_SHIFT_OF_INT16,
        false => LEFT_SHIFT,
    };
    let output_scale = twice_max / (f64::from(1 << left_shift) * y);
    let output = node.quantization(operands.y)?;
    if output_scale >= 1.0 {
        let times = thousands(1 << (left_shift - 1));
        let what =
            format!("the scale of its output is {times} times smaller than its inputs', or more");
        return Err(text::scale_ratio(node.place(), &what));
    }
    Ok(op::Add {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        input1: node.scale(x1 / twice_max)?,
        input2: node.scale(x2 / twice_max)?,
        output_scale: node.scale(output_scale)?,
        output: node.activated_as(activation, output, operands.y.tensor.ty)?,
    })
}

/// The factor from terms that are shifted to the left over twice their scale to an output of this scale.
pub(in crate::lower) fn output_scale(
    node: &Node<'_>,
    twice: f64,
    output: f32,
) -> Result<Scale, Problem> {
    let factor = twice / (f64::from(1 << LEFT_SHIFT) * f64::from(output));
    if factor >= 1.0 {
        let what = "the scale of its output is more than 500,000 times smaller than its inputs'";
        return Err(text::scale_ratio(node.place(), what));
    }
    node.scale(factor)
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

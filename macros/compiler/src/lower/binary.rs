//! Operators of two inputs, with broadcasting.

use tflite_schema::{Activation, Options, TensorType};
use tiny_model_kernels::op::float::{Range, function};
use tiny_model_kernels::op::{self, Function, Relation};
use tiny_model_kernels::requantize::Scale;

use super::activation::range_of;
use super::float::reads_float;
use super::int16::{element, reads_int16};
use super::node::{Node, Operand};
use super::{Problem, broadcast};
use crate::diagnostics::model as text;
use crate::diagnostics::thousands;
use crate::graph::{
    Binary, BinaryKind, Copy, Element, IntegerPair, IntegerZip, Kind, Pair, TensorId, Zip,
};

/// Bits that ADD and SUB shift inputs to the left: `left_shift` of TFLM's `OpDataAdd` for int8.
const LEFT_SHIFT: u32 = 20;
/// The same for int16.
const LEFT_SHIFT_OF_INT16: u32 = 15;
/// The same of SQUARED_DIFFERENCE for int8; int16 is not shifted.
const LEFT_SHIFT_OF_SQUARES: u32 = 7;

/// A function that is named as the kernels name it, and whether its inputs may be swapped.
macro_rules! pair {
    ($name:ident, $is_symmetric:literal) => {
        Pair {
            name: stringify!($name),
            apply: function::$name,
            is_symmetric: $is_symmetric,
        }
    };
}

pub(super) fn add(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Add(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    if operands.are_integers() {
        return integers(
            node,
            &operands,
            Function::Sum,
            options.fused_activation_function,
        );
    }
    if reads_float(node, 0) {
        let activation = Some(options.fused_activation_function);
        return zip(node, &operands, pair!(add, true), activation);
    }
    let sum = sum(node, &operands, options.fused_activation_function)?;
    if reads_int16(node) {
        return zip_integers(node, &operands, IntegerPair::Add(sum));
    }
    emit(node, &operands, BinaryKind::Add(sum))
}

pub(super) fn sub(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Sub(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    if operands.are_integers() {
        return integers(
            node,
            &operands,
            Function::Difference,
            options.fused_activation_function,
        );
    }
    if reads_float(node, 0) {
        let activation = Some(options.fused_activation_function);
        return zip(node, &operands, pair!(sub, false), activation);
    }
    let sum = op::Sub(sum(node, &operands, options.fused_activation_function)?);
    if reads_int16(node) {
        return zip_integers(node, &operands, IntegerPair::Sub(sum));
    }
    emit(node, &operands, BinaryKind::Sub(sum))
}

pub(super) fn mul(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Mul(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    if operands.are_integers() {
        return integers(
            node,
            &operands,
            Function::Product,
            options.fused_activation_function,
        );
    }
    if reads_float(node, 0) {
        let activation = Some(options.fused_activation_function);
        return zip(node, &operands, pair!(mul, true), activation);
    }
    let [x1, x2, y] = operands.scales(node)?.map(f64::from);
    let output = node.quantization(operands.y)?;
    let ty = operands.y.tensor.ty;
    let product = op::Mul {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        scale: node.scale(x1 * x2 / y)?,
        output: node.activated_as(options.fused_activation_function, output, ty)?,
    };
    if reads_int16(node) {
        for operand in [operands.x1, operands.x2, operands.y] {
            node.symmetric(operand)?;
        }
        return zip_integers(node, &operands, IntegerPair::Mul(product));
    }
    emit(node, &operands, BinaryKind::Mul(product))
}

/// TFLM's `PrepareQuantized`: factors in f64, but for the product of the output's scale and a power of two.
pub(super) fn squared_difference(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    if operands.are_integers() {
        let function = Function::SquaredDifference;
        return integers(node, &operands, function, Activation::None);
    }
    if reads_float(node, 0) {
        return zip(node, &operands, pair!(squared_difference, true), None);
    }
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
    let function = op::SquaredDifference {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        left_shift,
        input1: node.scale(f64::from(x1) / twice_max)?,
        input2: node.scale(f64::from(x2) / twice_max)?,
        output_scale: node.scale(squares)?,
        output: range_of(operands.y.tensor.ty, output, None, None),
    };
    zip_integers(node, &operands, IntegerPair::SquaredDifference(function))
}

/// TFLM's `CalculatePreluParams`, in f64.
pub(super) fn prelu(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    if reads_float(node, 0) {
        node.expect_type(operands.x2, "alpha", TensorType::FLOAT32)?;
        return zip(node, &operands, pair!(prelu, false), None);
    }
    let Operands { x1, x2, y } = operands;
    node.expect_type(x2, "alpha", TensorType::INT8)?;
    let [input, alpha, output] = [
        node.quantization(x1)?,
        node.quantization(x2)?,
        node.quantization(y)?,
    ];
    let [x, a, to] = [input.scale, alpha.scale, output.scale].map(f64::from);
    let function = op::Prelu {
        input_zero_point: input.zero_point,
        alpha_zero_point: alpha.zero_point,
        identity: node.scale(x / to)?,
        alpha: node.scale(x * a / to)?,
        output: range_of(y.tensor.ty, output, None, None),
    };
    zip_integers(node, &operands, IntegerPair::Prelu(function))
}

/// DIV, of floats.
/// Operators on floats without an activation.
macro_rules! plain {
    ($($name:ident, $is_symmetric:literal;)*) => { $(
        pub(super) fn $name(node: &mut Node<'_>) -> Result<(), Problem> {
            let operands = Operands::of(node)?;
            zip(node, &operands, pair!($name, $is_symmetric), None)
        }
    )* };
}
plain! {
    floor_div, false;
    floor_mod, false;
}

struct Operands<'a> {
    x1: Operand<'a>,
    x2: Operand<'a>,
    y: Operand<'a>,
}

impl<'a> Operands<'a> {
    fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x1, x2) = (
            node.input(0, "first input")?,
            node.input(1, "second input")?,
        );
        Ok(Self {
            x1,
            x2,
            y: node.output()?,
        })
    }

    /// In the other order.
    fn swapped(self) -> Self {
        Self {
            x1: self.x2,
            x2: self.x1,
            y: self.y,
        }
    }

    /// Whether they are plain integers.
    fn are_integers(&self) -> bool {
        self.y.tensor.ty == TensorType::INT32
    }

    fn scales(&self, node: &Node<'a>) -> Result<[f32; 3], Problem> {
        let scale = |operand| Ok(node.quantization(operand)?.scale);
        Ok([scale(self.x1)?, scale(self.x2)?, scale(self.y)?])
    }

    /// The loops over the output and the strides of both inputs, which must broadcast to it.
    fn loops(&self, node: &Node<'a>) -> Result<(Vec<usize>, [Vec<usize>; 2]), Problem> {
        let &Self { x1, x2, y } = self;
        let shape = broadcast::shape(x1.shape(), x2.shape()).ok_or_else(|| {
            let says = format!("does not broadcast with the first, {}", x1.named());
            node.mismatch(x2, "second input", &says)
        })?;
        node.expect_shape(y, "output", &shape)?;
        Ok(broadcast::loops(&shape, [x1.shape(), x2.shape()]))
    }
}

/// What ADD and SUB share: factors of both inputs and of the output, in f64.
///
/// TFLM's source derives SUB's in f32 (`CalculateOpDataSub`), but its `tflite-micro` wheel answers as with f64:
/// up to eight conformance models of SUB differ by one step if factors are rounded to f32.
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
pub(super) fn output_scale(node: &Node<'_>, twice: f64, output: f32) -> Result<Scale, Problem> {
    let factor = twice / (f64::from(1 << LEFT_SHIFT) * f64::from(output));
    if factor >= 1.0 {
        let what = "the scale of its output is more than 500,000 times smaller than its inputs'";
        return Err(text::scale_ratio(node.place(), what));
    }
    node.scale(factor)
}

pub(super) fn div(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Div(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (operands, activation) = (Operands::of(node)?, options.fused_activation_function);
    if operands.are_integers() {
        return integers(node, &operands, Function::Quotient, activation);
    }
    if reads_float(node, 0) {
        return zip(node, &operands, pair!(div, false), Some(activation));
    }
    let [x1, x2, y] = operands.scales(node)?;
    let output = node.quantization(operands.y)?;
    let quotient = op::Divide {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        // In f32, as TFLM's `CalculateOpDataDiv`.
        scale: node.scale(f64::from(x1 / (x2 * y)))?,
        output: node.activated(activation, output)?,
    };
    emit(node, &operands, BinaryKind::Divide(quotient))
}

pub(super) fn maximum(node: &mut Node<'_>) -> Result<(), Problem> {
    extremum(node, BinaryKind::Maximum)
}

pub(super) fn minimum(node: &mut Node<'_>) -> Result<(), Problem> {
    extremum(node, BinaryKind::Minimum)
}

fn extremum(node: &mut Node<'_>, kind: BinaryKind) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    node.expect_output_quantization(operands.x1, "first input", operands.y)?;
    node.expect_output_quantization(operands.x2, "second input", operands.y)?;
    emit(node, &operands, kind)
}

pub(super) fn and(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    emit(node, &operands, BinaryKind::And)
}

pub(super) fn or(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    emit(node, &operands, BinaryKind::Or)
}

/// BROADCAST_ARGS: of two shapes that broadcast the larger length is the common one, along each of the axes
/// that both have.
pub(super) fn broadcast_args(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    let [longer, shorter] = match operands.x1.len() >= operands.x2.len() {
        true => [operands.x1, operands.x2],
        false => [operands.x2, operands.x1],
    };
    let (length, y) = (longer.len(), operands.y);
    node.expect_len(y, "output", length)?;
    // Ones for the axes that only the other has.
    let padded = node.between(&[length], Element::I32);
    node.emit_between(Kind::Fill(1_i32.to_le_bytes().to_vec()), Vec::new(), padded);
    let copy = Copy::into_box(&[shorter.len()], &[length], &[length - shorter.len()]);
    node.emit_between(Kind::Copy(copy), vec![TensorId(shorter.id)], padded);
    let larger = Kind::Binary(Binary {
        kind: BinaryKind::Maximum,
        dims: vec![length],
        strides: [vec![1], vec![1]],
    });
    node.emit_between(larger, vec![TensorId(longer.id), padded], TensorId(y.id));
    Ok(())
}

pub(super) fn equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::Equal)
}

pub(super) fn not_equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::NotEqual)
}

pub(super) fn less(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::Less)
}

pub(super) fn less_equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::LessEqual)
}

pub(super) fn greater(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?.swapped();
    compare(node, &operands, Relation::Less)
}

pub(super) fn greater_equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?.swapped();
    compare(node, &operands, Relation::LessEqual)
}

fn compare(
    node: &mut Node<'_>,
    operands: &Operands<'_>,
    relation: Relation,
) -> Result<(), Problem> {
    if operands.x1.tensor.ty != TensorType::INT8 {
        return emit(node, operands, BinaryKind::Compare(relation));
    }
    let [x1, x2] = [
        node.quantization(operands.x1)?,
        node.quantization(operands.x2)?,
    ];
    if x1.scale >= 1.0 || x2.scale >= 1.0 {
        let what = "it compares int8 values whose scale is not below 1";
        return Err(text::scale_ratio(node.place(), what));
    }
    let scaled = op::CompareScaled {
        relation,
        input1_offset: -x1.zero_point,
        input2_offset: -x2.zero_point,
        input1: node.scale(x1.scale.into())?,
        input2: node.scale(x2.scale.into())?,
    };
    emit(node, operands, BinaryKind::CompareScaled(scaled))
}

/// int32, clamped by TFLM's `CalculateActivationRange`.
fn integers(
    node: &mut Node<'_>,
    operands: &Operands<'_>,
    function: Function,
    activation: Activation,
) -> Result<(), Problem> {
    let (min, max) = match activation {
        Activation::None => (i32::MIN, i32::MAX),
        Activation::Relu => (0, i32::MAX),
        Activation::Relu6 => (0, 6),
        Activation::ReluN1To1 => (-1, 1),
        Activation::Tanh | Activation::SignBit => {
            let name = format!("fused activation {activation:?}");
            return Err(text::unsupported_option(node.place(), &name));
        }
    };
    let arithmetic = op::Arithmetic { function, min, max };
    emit(node, operands, BinaryKind::Integers(arithmetic))
}

fn emit(node: &mut Node<'_>, operands: &Operands<'_>, kind: BinaryKind) -> Result<(), Problem> {
    let (dims, strides) = operands.loops(node)?;
    let binary = Binary {
        kind,
        dims,
        strides,
    };
    node.emit(
        Kind::Binary(binary),
        &[operands.x1, operands.x2],
        operands.y,
    );
    Ok(())
}

/// An operator on integers that have no kernel of their own.
fn zip_integers(
    node: &mut Node<'_>,
    operands: &Operands<'_>,
    function: IntegerPair,
) -> Result<(), Problem> {
    let (dims, strides) = operands.loops(node)?;
    let zip = IntegerZip {
        function,
        element: element(operands.y.tensor.ty),
        dims,
        strides,
    };
    node.emit(
        Kind::IntegerZip(zip),
        &[operands.x1, operands.x2],
        operands.y,
    );
    Ok(())
}

/// An operator on floats, with a fused activation if it may have one.
fn zip(
    node: &mut Node<'_>,
    operands: &Operands<'_>,
    function: Pair,
    activation: Option<Activation>,
) -> Result<(), Problem> {
    let (dims, strides) = operands.loops(node)?;
    let range = activation.map(|activation| node.float_range(activation));
    let zip = Zip {
        function,
        output: range.unwrap_or(Ok(Range::ALL))?,
        dims,
        strides,
    };
    node.emit(Kind::Zip(zip), &[operands.x1, operands.x2], operands.y);
    Ok(())
}

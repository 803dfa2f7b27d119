//! Operators of two inputs, with broadcasting.

/// A function that is named as the kernels name it, and whether its inputs may be swapped.
macro_rules! pair {
    ($name:ident, $is_symmetric:literal) => {
        $crate::graph::Pair {
            name: stringify!($name),
            apply: ::tiny_model_kernels::op::float::function::$name,
            is_symmetric: $is_symmetric,
        }
    };
}

mod arithmetic;
mod compare;

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;

pub(super) use self::arithmetic::{
    add, div, floor_div, floor_mod, mul, output_scale, squared_difference, sub,
};
pub(super) use self::compare::{equal, greater, greater_equal, less, less_equal, not_equal};
use super::activation::range_of;
use super::float::reads_float;
use super::int16::element;
use super::node::{Node, Operand};
use super::{Problem, broadcast};
use crate::graph::{Binary, BinaryKind, IntegerPair, IntegerZip, Kind, Pair, Zip};
use crate::numerics::factor;

/// TFLM's `CalculatePreluParams`.
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
    let function = op::Prelu {
        input_zero_point: input.zero_point,
        alpha_zero_point: alpha.zero_point,
        identity: node.scale(factor([input.scale], [output.scale]))?,
        alpha: node.scale(factor([input.scale, alpha.scale], [output.scale]))?,
        output: range_of(y.tensor.ty, output, None, None),
    };
    zip_integers(node, &operands, IntegerPair::Prelu(function))
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

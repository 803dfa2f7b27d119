//! ADD, SUB and MUL, with broadcasting.

use tflite_schema::{Activation, Options};
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::{Range, function};

use super::float::reads_float;
use super::node::{Node, Operand};
use super::{Problem, broadcast};
use crate::diagnostics::model as text;
use crate::graph::{Binary, BinaryKind, Kind, Pair, Zip};

/// Bits that ADD and SUB shift inputs to the left: `left_shift` of TFLM's `OpDataAdd` for int8.
const LEFT_SHIFT: u32 = 20;

/// ADD of floats.
const ADD: Pair = Pair {
    name: "add",
    apply: function::add,
    is_symmetric: true,
};
/// SUB of floats.
const SUB: Pair = Pair {
    name: "sub",
    apply: function::sub,
    is_symmetric: false,
};
/// MUL of floats.
const MUL: Pair = Pair {
    name: "mul",
    apply: function::mul,
    is_symmetric: true,
};

pub(super) fn add(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Add(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    if reads_float(node, 0) {
        return zip(
            node,
            &operands,
            ADD,
            Some(options.fused_activation_function),
        );
    }
    let sum = sum(node, &operands, options.fused_activation_function)?;
    emit(node, &operands, BinaryKind::Add(sum))
}

pub(super) fn sub(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Sub(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    if reads_float(node, 0) {
        return zip(
            node,
            &operands,
            SUB,
            Some(options.fused_activation_function),
        );
    }
    let sum = sum(node, &operands, options.fused_activation_function)?;
    emit(node, &operands, BinaryKind::Sub(op::Sub(sum)))
}

pub(super) fn mul(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Mul(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    if reads_float(node, 0) {
        return zip(
            node,
            &operands,
            MUL,
            Some(options.fused_activation_function),
        );
    }
    let [x1, x2, y] = operands.scales(node)?.map(f64::from);
    let output = node.quantization(operands.y)?;
    let product = op::Mul {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        scale: node.scale(x1 * x2 / y)?,
        output: node.activated(options.fused_activation_function, output)?,
    };
    emit(node, &operands, BinaryKind::Mul(product))
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
    let output_scale = twice_max / (f64::from(1 << LEFT_SHIFT) * y);
    let output = node.quantization(operands.y)?;
    if output_scale >= 1.0 {
        let what = "the scale of its output is more than 500,000 times smaller than its inputs'";
        return Err(text::scale_ratio(node.place(), what));
    }
    Ok(op::Add {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        input1: node.scale(x1 / twice_max)?,
        input2: node.scale(x2 / twice_max)?,
        output_scale: node.scale(output_scale)?,
        output: node.activated(activation, output)?,
    })
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

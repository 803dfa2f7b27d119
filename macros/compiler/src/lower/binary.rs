//! Operators of two inputs, with broadcasting.

mod arithmetic;
mod compare;

use tflite_schema::{Activation, TensorType};
use tiny_model_kernels::requantize::Output;

pub(super) use self::arithmetic::{add, div, floor_div, floor_mod, mul, squared_difference, sub};
pub(super) use self::compare::{equal, greater, greater_equal, less, less_equal, not_equal};
use super::float::reads_float;
use super::node::{Node, Operand};
use super::{Problem, broadcast};
use crate::graph::{Element, Kind, Prelu, Zip, ZipFunction};
use crate::numbers::{self, Quantization};

pub(super) fn prelu(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    if reads_float(node, 0) {
        node.expect_type(operands.x2, "alpha", TensorType::FLOAT32)?;
        return emit(node, &operands, ZipFunction::Prelu(Prelu::Float));
    }
    node.expect_type(operands.x2, "alpha", TensorType::INT8)?;
    let quantizations = operands.quantizations(node)?;
    let prelu = node.fits(numbers::prelu(operands.element(node), quantizations))?;
    emit(node, &operands, ZipFunction::Prelu(Prelu::Integers(prelu)))
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

    /// Returns whether they are plain integers.
    fn are_integers(&self) -> bool {
        self.y.tensor.ty == TensorType::INT32
    }

    /// The type of the output's elements.
    fn element(&self, node: &Node<'a>) -> Element {
        node.element(self.y)
    }

    fn quantizations(&self, node: &Node<'a>) -> Result<[Quantization; 3], Problem> {
        let of = |operand| node.quantization(operand);
        Ok([of(self.x1)?, of(self.x2)?, of(self.y)?])
    }

    /// The quantizations, and the output's range.
    fn numbers(
        &self,
        node: &Node<'a>,
        activation: Activation,
    ) -> Result<([Quantization; 3], Output), Problem> {
        let quantizations @ [.., y] = self.quantizations(node)?;
        let output = node.interval(activation)?.integers(self.element(node), y);
        Ok((quantizations, output))
    }

    /// Refuses zero points, which kernels of int16 do not have.
    fn expect_symmetric(&self, node: &Node<'a>) -> Result<(), Problem> {
        let mut operands = [self.x1, self.x2, self.y].into_iter();
        operands.try_for_each(|operand| node.symmetric(operand).map(drop))
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
    extremum(node, ZipFunction::Maximum)
}

pub(super) fn minimum(node: &mut Node<'_>) -> Result<(), Problem> {
    extremum(node, ZipFunction::Minimum)
}

fn extremum(node: &mut Node<'_>, function: ZipFunction) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    node.expect_output_quantization(operands.x1, "first input", operands.y)?;
    node.expect_output_quantization(operands.x2, "second input", operands.y)?;
    emit(node, &operands, function)
}

pub(super) fn and(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    emit(node, &operands, ZipFunction::And)
}

pub(super) fn or(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    emit(node, &operands, ZipFunction::Or)
}

fn emit(
    node: &mut Node<'_>,
    operands: &Operands<'_>,
    function: ZipFunction,
) -> Result<(), Problem> {
    let (dims, strides) = operands.loops(node)?;
    let zip = Zip {
        function,
        element: node.element(operands.x1),
        dims,
        strides,
    };
    node.emit(Kind::Zip(zip), &[operands.x1, operands.x2], operands.y);
    Ok(())
}

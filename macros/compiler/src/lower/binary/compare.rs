//! Comparisons.

use tflite_schema::TensorType;
use tiny_model_kernels::op::Relation;

use super::{Operands, emit};
use crate::graph::ZipFunction;
use crate::lower::Problem;
use crate::lower::int16::reads_int16;
use crate::lower::node::{Node, Operand};
use crate::numbers;

pub(in crate::lower) fn equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::Equal)
}

pub(in crate::lower) fn not_equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::NotEqual)
}

pub(in crate::lower) fn less(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::Less)
}

pub(in crate::lower) fn less_equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?;
    compare(node, &operands, Relation::LessEqual)
}

pub(in crate::lower) fn greater(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?.swapped();
    compare(node, &operands, Relation::Less)
}

pub(in crate::lower) fn greater_equal(node: &mut Node<'_>) -> Result<(), Problem> {
    let operands = Operands::of(node)?.swapped();
    compare(node, &operands, Relation::LessEqual)
}

fn compare(
    node: &mut Node<'_>,
    operands: &Operands<'_>,
    relation: Relation,
) -> Result<(), Problem> {
    if reads_int16(node) && quantization_of(operands.x1) != quantization_of(operands.x2) {
        let says =
            "must have the scale and zero point of the other: int16 are compared as they are";
        return Err(node.mismatch(operands.x1, "input", says));
    }
    let are_only_integers = operands.x1.is_only_integers() && operands.x2.is_only_integers();
    if operands.x1.tensor.ty != TensorType::INT8 || are_only_integers {
        return emit(node, operands, ZipFunction::Compare(relation));
    }
    let inputs = [
        node.quantization(operands.x1)?,
        node.quantization(operands.x2)?,
    ];
    let scaled = node.fits(numbers::comparison(relation, inputs))?;
    emit(node, operands, ZipFunction::CompareScaled(scaled))
}

/// Scales and zero points, if there are any.
fn quantization_of<'a>(operand: Operand<'a>) -> Option<(&'a [f32], &'a [i64])> {
    let quantization = operand.tensor.quantization.as_ref()?;
    Some((&quantization.scale, &quantization.zero_point))
}

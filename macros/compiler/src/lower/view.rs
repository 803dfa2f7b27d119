//! RESHAPE, SQUEEZE and EXPAND_DIMS: the same elements in another shape.

use tflite_schema::Options;

use super::Problem;
use super::node::{Node, Operand};
use super::shapes::lengths;
use crate::diagnostics::model as text;
use crate::graph::Kind;

/// The shape is the second input, or else an option, which old converters wrote. One length may be −1: what the others
/// leave.
pub(super) fn reshape(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if y.is_open() {
        let numbers = match (node.optional(1), &node.operator.options) {
            (None, Options::Reshape(options)) => {
                options.new_shape.iter().copied().map(i64::from).collect()
            }
            _ => node.integers(1, "shape")?,
        };
        node.settle(y, &filled(&numbers, x.len()))?;
    }
    emit(node, x, y)
}

pub(super) fn squeeze(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Squeeze(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let rank = x.shape().len();
    let axes = options.squeeze_dims.iter();
    let axes: Vec<usize> = axes
        .map(|&axis| node.axis(axis.into(), rank))
        .collect::<Result<_, _>>()?;
    let is_kept = |(axis, length): &(usize, &usize)| match axes.as_slice() {
        [] => **length != 1,
        axes => !axes.contains(axis),
    };
    let kept = x.shape().iter().enumerate().filter(is_kept);
    let shape: Vec<usize> = kept.map(|(_, &length)| length).collect();
    node.settle(y, &shape)?;
    emit(node, x, y)
}

pub(super) fn expand_dims(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if y.is_open() {
        let mut shape = x.shape().to_vec();
        let axis = node.integers(1, "axis")?.first().copied().unwrap_or(0);
        shape.insert(node.axis(axis, shape.len() + 1)?, 1);
        node.settle(y, &shape)?;
    }
    emit(node, x, y)
}

/// The same elements in the same shape.
pub(super) fn same(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.settle(y, x.shape())?;
    emit(node, x, y)
}

fn emit(node: &mut Node<'_>, x: Operand<'_>, y: Operand<'_>) -> Result<(), Problem> {
    node.expect_len(y, "output", x.len())?;
    node.emit(Kind::View, &[x], y);
    Ok(())
}

/// A shape of so many elements, with the length that is −1 in it.
fn filled(numbers: &[i64], elements: usize) -> Vec<usize> {
    let known = numbers
        .iter()
        .filter_map(|&number| usize::try_from(number).ok())
        .fold(1, usize::saturating_mul);
    let mut shape = lengths(numbers);
    for (length, _) in shape
        .iter_mut()
        .zip(numbers)
        .filter(|(_, number)| **number == -1)
    {
        *length = elements.checked_div(known).unwrap_or(0);
    }
    shape
}

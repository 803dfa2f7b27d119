//! REDUCE_MAX, REDUCE_MIN, REDUCE_ALL, SUM, and the axes that they and MEAN reduce.

use tflite_schema::{Options, TensorType};
use tiny_model_kernels::op::{Fold as _, Product};

use super::node::{Node, Operand};
use super::{Problem, mean};
use crate::call::{Call, Type, Value, generics};
use crate::diagnostics::model as text;
use crate::graph::strides;

pub(super) fn max(node: &mut Node<'_>) -> Result<(), Problem> {
    fold(node, "op::Largest")
}

pub(super) fn min(node: &mut Node<'_>) -> Result<(), Problem> {
    fold(node, "op::Smallest")
}

pub(super) fn all(node: &mut Node<'_>) -> Result<(), Problem> {
    fold_by(node, Type::named("op::All"))
}

pub(super) fn any(node: &mut Node<'_>) -> Result<(), Problem> {
    fold_by(node, Type::named("op::Any"))
}

/// The product of a shape's dimensions is known, as all shapes are.
pub(super) fn product(node: &mut Node<'_>) -> Result<(), Problem> {
    let (axes, x) = (Axes::of(node)?, node.input(0, "input")?);
    let is_shape = axes.y.len() == 1 && x.tensor.ty == TensorType::INT32;
    match node.known(x).filter(|_| is_shape) {
        Some(bytes) => {
            let lengths = bytes.as_chunks().0.iter().map(|&b| i32::from_le_bytes(b));
            let product = lengths.fold(Product::<i32>::START, Product::<i32>::next);
            node.define(axes.y, product.to_le_bytes().to_vec());
            Ok(())
        }
        None => fold(node, "op::Product"),
    }
}

/// SUM of int8 is a mean that is not divided.
pub(super) fn sum(node: &mut Node<'_>) -> Result<(), Problem> {
    match node.input(0, "input")?.tensor.ty {
        TensorType::FLOAT32 | TensorType::INT32 | TensorType::INT64 => fold(node, "op::Total"),
        _ => mean::sum(node),
    }
}

/// A reduction by a function of the output's elements.
fn fold(node: &mut Node<'_>, function: &'static str) -> Result<(), Problem> {
    let element = node.ty(node.output()?);
    fold_by(node, Type::of(function, [element]))
}

fn fold_by(node: &mut Node<'_>, function: Type) -> Result<(), Problem> {
    let axes = Axes::of(node)?;
    node.expect_output_quantization(axes.x, "input", axes.y)?;
    let [kept, reduced] = [false, true].map(|wanted| axes.merged(wanted));
    let loops = Value::reduction(
        "PARAMETERS",
        [axes.x.len(), axes.y.len()],
        [&kept, &reduced],
    );
    let mut generic = vec![function.into()];
    let loops_of = |axes: &[(usize, usize)]| axes.len().max(1);
    generic.extend(generics([
        axes.x.len(),
        axes.y.len(),
        loops_of(&kept),
        loops_of(&reduced),
    ]));
    let arguments = vec![Value::input(0), Value::output(), loops.borrowed()];
    let call = Value::Call("op::fold".into(), generic, arguments);
    node.emit(Call::from(call), &[axes.x], axes.y);
    Ok(())
}

/// What a reduction reduces.
pub(super) struct Axes<'a> {
    pub(super) x: Operand<'a>,
    pub(super) y: Operand<'a>,
    /// For each axis of the input, whether it is reduced.
    reduces: Vec<bool>,
}

impl<'a> Axes<'a> {
    pub(super) fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x, y) = (node.input(0, "input")?, node.output()?);
        let Options::Reducer(options) = &node.operator.options else {
            return Err(text::options(node.place()));
        };
        let rank = x.shape().len();
        let mut reduces = vec![false; rank];
        for axis in node.integers(1, "axes")? {
            reduces[node.axis(axis, rank)?] = true;
        }
        let axes = Self { x, y, reduces };
        // With axes of length 1 where some were reduced it has as many elements.
        node.expect_elements(y, &axes.shape(options.keep_dims))?;
        Ok(axes)
    }

    /// The shape of what is left.
    fn shape(&self, keep_dims: bool) -> Vec<usize> {
        let axes = self.x.shape().iter().zip(&self.reduces);
        let left = axes.filter_map(|(&length, reduced)| match (reduced, keep_dims) {
            (true, true) => Some(1),
            (true, false) => None,
            (false, _) => Some(length),
        });
        left.collect()
    }

    /// Elements that become one.
    pub(super) fn count(&self) -> usize {
        self.lengths(true).product()
    }

    fn lengths(&self, wanted: bool) -> impl Iterator<Item = usize> {
        let axes = self.x.shape().iter().zip(&self.reduces);
        axes.filter(move |(_, reduced)| **reduced == wanted)
            .map(|(&length, _)| length)
    }

    /// Length and stride of the axes that are reduced, or not, with neighbours merged.
    pub(super) fn merged(&self, wanted: bool) -> Vec<(usize, usize)> {
        merged(self.x.shape(), &self.reduces, wanted)
    }
}

/// Length and stride of the axes of a shape that are reduced, or not, with neighbours merged.
fn merged(shape: &[usize], reduces: &[bool], wanted: bool) -> Vec<(usize, usize)> {
    let mut axes: Vec<(usize, usize)> = Vec::new();
    for ((&length, stride), &reduced) in shape.iter().zip(strides(shape)).zip(reduces) {
        let stride = stride.unsigned_abs();
        match axes.last_mut() {
            _ if reduced != wanted || length == 1 => {}
            Some((outer, outer_stride)) if *outer_stride == stride * length => {
                *outer *= length;
                *outer_stride = stride;
            }
            _ => axes.push((length, stride)),
        }
    }
    axes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_merge() {
        let reduces = [false, true, true, false];
        assert_eq!(merged(&[2, 3, 4, 5], &reduces, true), [(12, 5)]);
        assert_eq!(merged(&[2, 3, 4, 5], &reduces, false), [(2, 60), (5, 1)]);
        assert_eq!(merged(&[1, 3, 1, 1], &reduces, false), []);
    }
}

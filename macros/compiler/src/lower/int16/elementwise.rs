//! Functions of one int16.

use tflite_schema::TensorType;

use super::super::Problem;
use super::super::node::Node;
use crate::graph::{Element, Kind, Map, MapFunction};
use crate::numbers;

/// Adds a function of one integer.
pub(in crate::lower) fn map(node: &mut Node<'_>, function: MapFunction) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_elements(y, x.shape())?;
    let elements = [element(x.tensor.ty), element(y.tensor.ty)];
    node.emit(Kind::Map(Map { function, elements }), &[x], y);
    Ok(())
}

/// The element of a type of integers that there are kernels for.
pub(in crate::lower) fn element(ty: TensorType) -> Element {
    super::super::element(ty).unwrap_or(Element::I8)
}

pub(in crate::lower) fn logistic(node: &mut Node<'_>) -> Result<(), Problem> {
    let scaling = node.fits(numbers::logistic_of_int16(input_scale(node)?))?;
    map(node, MapFunction::Logistic(scaling))
}

pub(in crate::lower) fn tanh(node: &mut Node<'_>) -> Result<(), Problem> {
    let scaling = node.fits(numbers::tanh_of_int16(input_scale(node)?))?;
    map(node, MapFunction::Tanh(scaling))
}

/// The scale of the input of a function that writes Q0.15.
fn input_scale(node: &Node<'_>) -> Result<f32, Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let scale = node.symmetric(x)?.scale;
    node.expect_quantization(y, numbers::Q0_15)?;
    Ok(scale)
}

//! QUANTIZE and DEQUANTIZE.

use tflite_schema::TensorType;

use super::Problem;
use super::half;
use super::int16::map;
use super::lookup;
use super::node::Node;
use crate::graph::MapFunction;
use crate::numbers::{Ends, Interval};

/// From float32, or from integers with another quantization.
pub(super) fn quantize(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    match (x.tensor.ty, y.tensor.ty) {
        (TensorType::INT8, TensorType::INT8) => return lookup::requantize(node),
        (TensorType::FLOAT32, _) => {}
        _ => return requantize(node),
    }
    map(node, MapFunction::Quantize(node.quantization(y)?))
}

/// From integers of one type to those of another, or to int16.
fn requantize(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let [input, output] = [node.quantization(x)?, node.quantization(y)?];
    let ends = Ends {
        input,
        output,
        element: node.element(y),
    };
    let rescale = node.fits(ends.rescale(ends.factor(), ends.range(Interval::ALL)))?;
    map(node, MapFunction::Rescale(rescale))
}

/// To float32: from integers, or a constant of float16.
pub(super) fn dequantize(node: &mut Node<'_>) -> Result<(), Problem> {
    if node.input(0, "input")?.tensor.ty == TensorType::FLOAT16 {
        return half::dequantize(node);
    }
    let x = node.input(0, "input")?;
    map(node, MapFunction::Dequantize(node.quantization(x)?))
}

//! Elementwise operators.

use tflite_schema::Options;
use tiny_model_kernels::op::float::{Range, function};

use super::super::Problem;
use super::super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Element, Kind, LeakyRelu, Map, MapFunction};

/// A function of one number.
pub(in crate::lower) fn map(node: &mut Node<'_>, function: MapFunction) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_elements(y, x.shape())?;
    let elements = [Element::F32; 2];
    node.emit(Kind::Map(Map { function, elements }), &[x], y);
    Ok(())
}

pub(in crate::lower) fn relu(node: &mut Node<'_>) -> Result<(), Problem> {
    let range = Range {
        min: 0.0,
        ..Range::ALL
    };
    map(node, MapFunction::Clamp(range))
}

pub(in crate::lower) fn clamp(node: &mut Node<'_>, range: Range) -> Result<(), Problem> {
    map(node, MapFunction::Clamp(range))
}

pub(in crate::lower) fn leaky_relu(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::LeakyRelu(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    map(
        node,
        MapFunction::LeakyRelu(LeakyRelu::Float(options.alpha)),
    )
}

/// Functions that are named as the kernels name them.
macro_rules! named {
    ($($name:ident)*) => { $(
        pub(in crate::lower) fn $name(node: &mut Node<'_>) -> Result<(), Problem> {
            map(node, MapFunction::Real(stringify!($name), function::$name))
        }
    )* };
}
named! {
    abs ceil cos elu exp floor gelu gelu_approximate hard_swish log logistic neg round rsqrt sin sqrt square tanh
}

//! Elementwise operators.

use tflite_schema::Options;
use tiny_model_kernels::op::float::{Range, function};

use super::super::Problem;
use super::super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Kind, Unary};

/// A function of one number.
pub(in crate::lower) fn map(node: &mut Node<'_>, function: Unary) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_len(y, "output", x.len())?;
    node.emit(Kind::Map(function), &[x], y);
    Ok(())
}

pub(in crate::lower) fn relu(node: &mut Node<'_>) -> Result<(), Problem> {
    let range = Range {
        min: 0.0,
        ..Range::ALL
    };
    map(node, Unary::Clamp(range))
}

pub(in crate::lower) fn relu6(node: &mut Node<'_>) -> Result<(), Problem> {
    map(node, Unary::Clamp(Range { min: 0.0, max: 6.0 }))
}

pub(in crate::lower) fn leaky_relu(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::LeakyRelu(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    map(node, Unary::LeakyRelu(options.alpha))
}

/// Functions that are named as the kernels name them.
macro_rules! named {
    ($($name:ident)*) => { $(
        pub(in crate::lower) fn $name(node: &mut Node<'_>) -> Result<(), Problem> {
            map(node, Unary::Named(stringify!($name), function::$name))
        }
    )* };
}
named! {
    abs ceil cos elu exp floor hard_swish log logistic neg round rsqrt sin sqrt square tanh
}

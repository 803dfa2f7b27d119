//! SELECT and SELECT_V2.

use tflite_schema::TensorType;

use super::node::Node;
use super::{Problem, broadcast};
use crate::call::{Call, Parameter as _, Type, Value};

/// SELECT: a condition of one dimension chooses whole entries of the first dimension.
pub(super) fn select(node: &mut Node<'_>) -> Result<(), Problem> {
    let (c, x1) = (node.input(0, "condition")?, node.input(1, "first input")?);
    let mut condition = c.shape().to_vec();
    if condition.len() == 1 {
        condition.resize(x1.shape().len().max(1), 1);
    }
    choose(node, &condition)
}

/// SELECT_V2: condition and inputs broadcast.
pub(super) fn select_v2(node: &mut Node<'_>) -> Result<(), Problem> {
    let condition = node.input(0, "condition")?.shape();
    choose(node, condition)
}

/// The elements of the first input where a condition, of this shape, is true, else those of the second.
fn choose(node: &mut Node<'_>, condition: &[usize]) -> Result<(), Problem> {
    let (c, y) = (node.input(0, "condition")?, node.output()?);
    let (x1, x2) = (
        node.input(1, "first input")?,
        node.input(2, "second input")?,
    );
    node.expect_type(c, "condition", TensorType::BOOL)?;
    node.expect_output_quantization(x1, "first input", y)?;
    node.expect_output_quantization(x2, "second input", y)?;
    let inputs = [condition, x1.shape(), x2.shape()];
    let mut shape = Vec::new();
    let operands = [(c, "condition"), (x1, "first input"), (x2, "second input")];
    for ((input, role), of) in operands.into_iter().zip(inputs) {
        let wider = broadcast::shape(&shape, of);
        shape = wider.ok_or_else(|| {
            node.mismatch(input, role, "does not broadcast with the other inputs")
        })?;
    }
    node.expect_elements(y, &shape)?;
    let (dims, strides) = broadcast::loops(&shape, inputs);
    let lengths = [c, x1, x2].map(|input| input.len());
    let strides = strides.each_ref().map(|strides| Value::numbers(strides));
    let loops = Value::constant(
        "PARAMETERS",
        Type::of("op::Choices", [y.len(), dims.len()]),
        Value::call(
            "op::Choices::new",
            [
                Value::numbers(&dims),
                Value::List(strides.into()),
                lengths.value(),
            ],
        ),
    );
    let [c_of, x1_of, x2_of] = [0, 1, 2].map(Value::input);
    let arguments = [c_of, x1_of, x2_of, Value::output(), loops.borrowed()];
    node.emit(Call::new("op::select", arguments), &[c, x1, x2], y);
    Ok(())
}

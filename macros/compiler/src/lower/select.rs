//! SELECT_V2.

use tflite_schema::TensorType;

use super::node::Node;
use super::{Problem, broadcast};
use crate::call::{Call, Parameter as _, Type, Value};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (c, y) = (node.input(0, "condition")?, node.output()?);
    let (x1, x2) = (
        node.input(1, "first input")?,
        node.input(2, "second input")?,
    );
    node.expect_type(c, "condition", TensorType::BOOL)?;
    node.expect_output_quantization(x1, "first input", y)?;
    node.expect_output_quantization(x2, "second input", y)?;
    let inputs = [c, x1, x2].map(|input| input.shape());
    let mut shape = Vec::new();
    for (input, role) in [(c, "condition"), (x1, "first input"), (x2, "second input")] {
        let wider = broadcast::shape(&shape, input.shape());
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

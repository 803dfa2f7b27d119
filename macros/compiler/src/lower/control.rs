//! IF and WHILE: each subgraph is lowered to a graph of its own.
//!
//! As TFLM does, values are copied to the subgraph's inputs and from its outputs. Those that are constant,
//! and in a loop stay what they are, are constants of the subgraph.

mod callee;

use tflite_schema::{Options, Quantization, Tensor, TensorType};

use self::callee::Callee;
use super::Problem;
use super::node::{Node, Operand};
use super::types::lower_case;
use crate::diagnostics::model as text;
use crate::graph::{Control, Inner, Kind};

/// Most values that an operator's subgraphs take, and that they give: what the steps of generated code can
/// borrow at once, beside a condition and their memory.
const MOST_VALUES: usize = 14;

pub(super) fn choice(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::If(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let indices = [options.then_subgraph_index, options.else_subgraph_index];
    let condition = node.input(0, "condition")?;
    if condition.tensor.ty != TensorType::BOOL || condition.len() != 1 {
        let says = format!(
            "is {}, but must be one bool",
            lower_case(condition.tensor.ty)
        );
        return Err(node.mismatch(condition, "condition", &says));
    }
    let (inputs, outputs) = (node.inputs()?, node.outputs());
    let values = inputs.get(1..).unwrap_or_default();
    expect_few(node, values, &outputs)?;
    let constants: Vec<Option<&[u8]>> = values.iter().map(|value| value.tensor.data).collect();
    let mut kept = vec![condition];
    kept.extend(without(values, &constants));
    let mut branches = Vec::new();
    for (index, role) in indices.into_iter().zip(["then branch", "else branch"]) {
        let callee = Callee::new(node, index, role)?;
        callee.expect_inputs(node, values)?;
        callee.expect_outputs(node, &outputs)?;
        branches.extend(callee.lower(node, (values, &constants, 1), (&outputs, &[])));
    }
    let Ok([then, otherwise]) = <[Inner; 2]>::try_from(branches) else {
        return Ok(());
    };
    let control = Control::If { then, otherwise };
    node.emit_all(Kind::Control(Box::new(control)), &kept, &outputs)
}

pub(super) fn repeat(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::While(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let indices = [options.cond_subgraph_index, options.body_subgraph_index];
    let (inputs, outputs) = (node.inputs()?, node.outputs());
    if inputs.len() != outputs.len() {
        let (x, y) = (
            counted(inputs.len(), "input"),
            counted(outputs.len(), "output"),
        );
        let what = format!("it has {x}, but {y}");
        return Err(text::option(node.place(), &what));
    }
    expect_few(node, &inputs, &outputs)?;
    for (input, output) in inputs.iter().zip(&outputs) {
        node.settle(*output, input.shape())?;
        let other = "the output at its position";
        expect_same(
            node,
            *input,
            "input",
            (output.tensor, output.shape()),
            other,
        )?;
    }
    let condition = Callee::new(node, indices[0], "condition")?;
    condition.expect_inputs(node, &inputs)?;
    condition.expect_answer(node)?;
    let body = Callee::new(node, indices[1], "body")?;
    body.expect_inputs(node, &inputs)?;
    body.expect_outputs(node, &outputs)?;
    let constants: Vec<Option<&[u8]>> = inputs
        .iter()
        .enumerate()
        .map(|(at, input)| body.keeps(at, input))
        .collect();
    for (output, value) in outputs.iter().zip(&constants) {
        if let Some(value) = value {
            node.define(*output, value.to_vec());
        }
    }
    let taken = (inputs.as_slice(), constants.as_slice(), 0);
    let outputs = without(&outputs, &constants);
    let asked = condition.lower(node, taken, (&[], &[]));
    if let Some(inner) = &asked {
        condition.expect_one(node, &inner.graph)?;
    }
    let body = body.lower(node, taken, (&outputs, &constants));
    let inputs = without(&inputs, &constants);
    match (asked, body) {
        (Some(condition), Some(body)) if !outputs.is_empty() => {
            let control = Control::While { condition, body };
            node.emit_all(Kind::Control(Box::new(control)), &inputs, &outputs)
        }
        _ => Ok(()),
    }
}

/// Refuses more values than generated code can borrow.
fn expect_few(
    node: &Node<'_>,
    inputs: &[Operand<'_>],
    outputs: &[Operand<'_>],
) -> Result<(), Problem> {
    match inputs.len().max(outputs.len()) {
        0..=MOST_VALUES => Ok(()),
        values => Err(text::too_many_values(node.place(), values, MOST_VALUES)),
    }
}

/// Refuses a value that is not what another tensor is, which `other` names: TFLM copies bytes.
fn expect_same(
    node: &Node<'_>,
    value: Operand<'_>,
    role: &str,
    (tensor, shape): (&Tensor<'_>, &[usize]),
    other: &str,
) -> Result<(), Problem> {
    let (a, b) = (value.tensor, tensor);
    if a.ty != b.ty || value.len() != shape.iter().product() {
        let (ty, shape) = (lower_case(b.ty), crate::diagnostics::shape(shape));
        let says = format!("is {}, but {other} is {ty} ({shape})", lower_case(a.ty));
        return Err(node.mismatch(value, role, &says));
    }
    let [a, b] = [a, b].map(|tensor| tensor.quantization.as_ref().map(reals));
    if a != b {
        return Err(text::rescaled_value(
            node.place(),
            role,
            value.named(),
            other,
        ));
    }
    Ok(())
}

/// `1 input`, `2 inputs`
fn counted(number: usize, role: &str) -> String {
    match number {
        1 => format!("1 {role}"),
        _ => format!("{number} {role}s"),
    }
}

/// What integers stand for.
fn reals(quantization: &Quantization) -> (&[f32], &[i64]) {
    (&quantization.scale, &quantization.zero_point)
}

/// Those without a constant.
fn without<T: Copy>(values: &[T], constants: &[Option<&[u8]>]) -> Vec<T> {
    let constants = constants.iter().map(Some).chain(std::iter::repeat(None));
    let values = values.iter().zip(constants);
    values
        .filter(|(_, constant)| constant.copied().flatten().is_none())
        .map(|(value, _)| *value)
        .collect()
}

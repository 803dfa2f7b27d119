//! ARG_MAX, ARG_MIN and CUMSUM along one axis, and ADD_N.

use tflite_schema::{Options, TensorType};
use tiny_model_kernels::op::{Along, Extreme, FloatSum};

use super::Problem;
use super::node::{Node, Operand};
use crate::call::{Call, Value};
use crate::diagnostics::model as text;
use crate::numbers;

/// Most inputs of ADD_N: a kernel borrows all of them.
const MOST: usize = 8;

/// The only axis and how many elements lie before it, along it and after it.
fn axis(node: &Node<'_>, x: Operand<'_>) -> Result<(usize, [usize; 3]), Problem> {
    let &[axis] = node.integers(1, "axis")?.as_slice() else {
        return Err(text::option(node.place(), "its axis must be one number"));
    };
    let shape = x.shape();
    let axis = node.axis(axis, shape.len())?;
    let product = |dims: &[usize]| dims.iter().product();
    let sizes = [
        product(&shape[..axis]),
        shape[axis],
        product(&shape[axis + 1..]),
    ];
    Ok((axis, sizes))
}

pub(super) fn arg_max(node: &mut Node<'_>) -> Result<(), Problem> {
    arg(node, true)
}

pub(super) fn arg_min(node: &mut Node<'_>) -> Result<(), Problem> {
    arg(node, false)
}

fn arg(node: &mut Node<'_>, largest: bool) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let (axis, [outer, len, inner]) = axis(node, x)?;
    let mut shape = x.shape().to_vec();
    shape.remove(axis);
    node.expect_elements(y, &shape)?;
    let extreme = Extreme {
        outer,
        len,
        inner,
        largest,
    };
    let arguments = [
        Value::input(0),
        Value::output(),
        Value::parameters(&extreme).borrowed(),
    ];
    node.emit(Call::new("op::arg", arguments), &[x], y);
    Ok(())
}

pub(super) fn cumsum(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Cumsum(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_shape(y, "output", x.shape())?;
    let (_, [outer, len, inner]) = axis(node, x)?;
    let along = Along {
        outer,
        len,
        inner,
        inclusive: !options.exclusive,
        reverse: options.reverse,
    };
    let arguments = [
        Value::input(0),
        Value::output(),
        sum(node, x, y)?.borrowed(),
        Value::named("ALONG", &along).borrowed(),
    ];
    node.emit(Call::new("op::cumsum", arguments), &[x], y);
    Ok(())
}

pub(super) fn add_n(node: &mut Node<'_>) -> Result<(), Problem> {
    let (inputs, y) = (node.inputs()?, node.output()?);
    let Some(&x) = inputs.first().filter(|_| inputs.len() <= MOST) else {
        let what = format!("it has {} inputs, not 1 to {MOST}", inputs.len());
        return Err(text::option(node.place(), &what));
    };
    node.expect_shape(y, "output", x.shape())?;
    for &other in &inputs {
        node.expect_shape(other, "input", y.shape())?;
        if x.tensor.ty == TensorType::INT8 && node.quantization(other)? != node.quantization(x)? {
            return Err(text::rescales(node.place(), "input", other.named()));
        }
    }
    let slices = (0..inputs.len()).map(|position| Value::input(position).method("as_slice", []));
    let arguments = [
        Value::List(slices.collect()).borrowed(),
        Value::output(),
        sum(node, x, y)?.borrowed(),
    ];
    node.emit(Call::new("op::add_n", arguments), &inputs, y);
    Ok(())
}

/// What a sum computes with.
fn sum(node: &Node<'_>, x: Operand<'_>, y: Operand<'_>) -> Result<Value, Problem> {
    if x.tensor.ty == TensorType::FLOAT32 {
        return Ok(Value::parameters(&FloatSum));
    }
    let ends = [node.quantization(x)?, node.quantization(y)?];
    Ok(Value::parameters(&node.fits(numbers::sums(ends))?))
}

//! CIRCULAR_BUFFER: TFLM's custom operator of streaming models.
//!
//! Its output is state: a variable tensor in the file. Where the file does not say so it is state too: TFLM's
//! kernel takes it for granted.

use tflite_schema::Operator;

use super::Problem;
use super::flexbuffer::FlexMap;
use super::node::{Node, Operand};
use super::state::first_value;
use crate::call::{Argument, Call, Parameter as _, Type, Value};
use crate::diagnostics::model as text;
use crate::graph::{Element, Initial};

/// TFLite's name of it.
pub(super) const NAME: &str = "CIRCULAR_BUFFER";

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let ([n, h, w, c], [batch, slots, width, channels]) =
        (node.nhwc(x, "input")?, node.nhwc(y, "output")?);
    if [n, h] != [1, 1] {
        return Err(node.mismatch(x, "input", "must be one row of one image"));
    }
    if [batch, width, channels] != [1, w, c] {
        return Err(node.mismatch(y, "output", "must have the input's width and channels"));
    }
    node.expect_output_quantization(x, "input", y)?;
    let (depth, cycle) = (w * c, cycle(node, y)?);
    let tensors = [
        Value::input_as(0, [depth]),
        Value::output_as([slots * depth]),
    ];
    let mut call = Call::new("op::circular_buffer", tensors);
    node.keep(node.id(y), first_value(y.tensor));
    let mut state = Vec::new();
    if cycle > 1 {
        let ty = Type::Primitive("i32").array(&[1]);
        let runs = Argument::State(0, "runs", ty).into();
        call = call.or_end_run(Value::call("op::ends_cycle", [runs, cycle.value()]));
        let runs = node.between(&[1], Element::I32);
        node.keep(runs, Initial::Filled(0));
        state.push(runs);
    }
    let (input, output) = (node.id(x), node.id(y));
    node.emit_keeping(call, vec![input], state, output);
    Ok(())
}

/// Of how many runs that get to the operator the last goes on: as its options say, or else as TFLM guesses
/// (`CircularBufferPrepare`).
fn cycle(node: &Node<'_>, y: Operand<'_>) -> Result<i32, Problem> {
    match written(node.operator) {
        Err(()) => Err(text::options(node.place())),
        Ok(Some(cycle)) => Ok(cycle),
        Ok(None) => Ok(guessed(node, y)),
    }
}

/// What the options say, if they do.
fn written(operator: &Operator<'_>) -> Result<Option<i32>, ()> {
    if operator.custom_options.is_empty() {
        return Ok(None);
    }
    let cycle = FlexMap::root(operator.custom_options).and_then(|map| map.get("cycles_max"));
    let cycle = cycle.and_then(|cycle| i32::try_from(cycle.integer()).ok());
    let cycle = cycle.ok_or(())?;
    Ok(Some(cycle).filter(|&cycle| cycle > 0))
}

/// TFLM knows two streaming models, by the shapes of their last buffers, which run each time. All others wait for
/// a second run.
fn guessed(node: &Node<'_>, y: Operand<'_>) -> i32 {
    let mut guessed = 0;
    for operator in node.operators_so_far() {
        if operator.code.custom == NAME && written(operator) == Ok(None) {
            guessed += 1;
            let output = operator.outputs.first().and_then(|&id| node.operand(id));
            let is_last = output.is_some_and(|output| runs_each_time(output.shape(), guessed));
            if is_last && output.is_some_and(|output| output.id == y.id) {
                return 1;
            }
            if is_last {
                guessed = 0;
            }
        }
    }
    2
}

fn runs_each_time(shape: &[usize], guessed: usize) -> bool {
    match *shape {
        [_, 5 | 13 | 25, ..] => true,
        [_, _, 2, 96] => guessed == 5,
        _ => false,
    }
}

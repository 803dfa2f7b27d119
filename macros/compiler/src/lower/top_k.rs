//! TOPK_V2: the largest elements along the last axis, and their indices.

use tflite_schema::TensorType;
use tiny_model_kernels::op::TopK;

use super::node::Node;
use super::{Problem, lower_case};
use crate::call::{Call, Value};
use crate::diagnostics::model as text;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, count) = (node.input(0, "input")?, node.input(1, "k")?);
    let outputs = node.outputs();
    let (&[values, indices], Some((&len, outer))) = (outputs.as_slice(), x.shape().split_last())
    else {
        return Err(text::missing(node.place(), "second output"));
    };
    for (operand, role) in [(count, "k"), (indices, "output")] {
        if operand.tensor.ty != TensorType::INT32 {
            let says = format!("must be int32, not {}", lower_case(operand.tensor.ty));
            return Err(node.mismatch(operand, role, &says));
        }
    }
    let k = match node.integers(1, "k")?.as_slice() {
        &[k] => usize::try_from(k).ok(),
        _ => None,
    };
    let Some(k) = k.filter(|k| (1..=len).contains(k)) else {
        let what = format!("its `k` must be one number from 1 to {len}");
        return Err(text::option(node.place(), &what));
    };
    let shape = [outer, &[k]].concat();
    node.expect_shape(values, "output", &shape)?;
    node.expect_shape(indices, "output", &shape)?;
    node.expect_output_quantization(x, "input", values)?;
    let rows = outer.iter().product();
    let arguments = [
        Value::input(0),
        Value::output(),
        Value::output_at(1),
        Value::parameters(&TopK { rows, len, k }).borrowed(),
    ];
    node.emit_all(Call::new("op::top_k", arguments), &[x], &outputs)
}

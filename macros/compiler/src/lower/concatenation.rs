//! CONCATENATION: a copy for each input.

use tflite_schema::Options;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Concatenation(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    node.expect_no_activation(options.fused_activation_function)?;
    let (inputs, y) = (node.inputs()?, node.output()?);
    let first = inputs.first().map_or(&[][..], Operand::shape);
    let axis = node.axis(options.axis.into(), first.len())?;
    let total = inputs
        .iter()
        .filter_map(|x| x.shape().get(axis))
        .sum::<usize>();
    let mut shape = first.to_vec();
    shape[axis] = total;
    node.settle(y, &shape)?;
    let axis = node.axis(options.axis.into(), y.shape().len())?;
    if total != y.shape()[axis] {
        let says = format!("must be {total} long along axis {axis}, as its inputs are");
        return Err(node.mismatch(y, "output", &says));
    }
    let mut at = vec![0; y.shape().len()];
    for x in inputs {
        let mut shape = y.shape().to_vec();
        shape[axis] = x.shape().get(axis).copied().unwrap_or_default();
        node.expect_shape(x, "input", &shape)?;
        node.expect_output_quantization(x, "input", y)?;
        node.emit(Kind::Copy(Copy::into_box(&shape, y.shape(), &at)), &[x], y);
        at[axis] += shape[axis];
    }
    Ok(())
}

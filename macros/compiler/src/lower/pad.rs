//! PAD and PADV2: the value everywhere, then the input into its place.

use tflite_schema::TensorType;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let paddings = node.integers(1, "paddings")?;
    let rank = x.shape().len();
    if paddings.len() != 2 * rank {
        let what = format!("it has {} paddings, two for each dimension", paddings.len());
        return Err(text::shapes(node.place(), &what, x.named()));
    }
    let negative = |_| text::option(node.place(), "a padding is negative or too large");
    let (mut at, mut shape) = (Vec::new(), Vec::new());
    for (&length, [before, after]) in x.shape().iter().zip(paddings.as_chunks::<2>().0) {
        let before = u32::try_from(*before).map_err(negative)? as usize;
        let after = u32::try_from(*after).map_err(negative)? as usize;
        at.push(before);
        shape.push(before + length + after);
    }
    node.expect_shape(y, &shape)?;
    let value = value(node, y)?;
    node.emit(Kind::Fill(value), &[], y);
    node.emit(Kind::Copy(Copy::into_box(x.shape(), &shape, &at)), &[x], y);
    Ok(())
}

/// The bytes of the border: PADV2's third input, or what stands for real 0.
fn value(node: &Node<'_>, y: Operand<'_>) -> Result<Vec<u8>, Problem> {
    let Some(operand) = node.optional(2) else {
        return match y.tensor.ty {
            TensorType::INT8 => Ok(vec![node.quantization(y)?.zero_point.cast_unsigned()]),
            _ => Ok(vec![0; 4]),
        };
    };
    let Some(data) = operand.tensor.data else {
        return Err(text::not_constant(node.place(), "value", operand.named()));
    };
    if operand.tensor.ty != y.tensor.ty || operand.len() != 1 {
        let what = "the value of its border is one element of the output's type";
        return Err(text::shapes(node.place(), what, operand.named()));
    }
    if y.tensor.ty == TensorType::INT8 && node.quantization(operand)? != node.quantization(y)? {
        return Err(text::rescales(node.place(), operand.named()));
    }
    Ok(data.to_vec())
}

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
        let says = format!("does not fit {} paddings, two a dimension", paddings.len());
        return Err(node.mismatch(x, "input", &says));
    }
    let (mut at, mut shape) = (Vec::new(), Vec::new());
    for (&length, padding) in x.shape().iter().zip(paddings.as_chunks::<2>().0) {
        let [Ok(before), Ok(after)] = padding.map(u32::try_from) else {
            let what = format!("its padding {padding:?} is negative or too large");
            return Err(text::option(node.place(), &what));
        };
        let [before, after] = [before as usize, after as usize];
        at.push(before);
        shape.push(before + length + after);
    }
    node.expect_shape(y, "output", &shape)?;
    let value = value(node, y)?;
    node.emit(Kind::Fill(value), &[], y);
    node.emit(Kind::Copy(Copy::into_box(x.shape(), &shape, &at)), &[x], y);
    Ok(())
}

/// The bytes of the border: PADV2's third input, or what stands for real 0.
fn value(node: &Node<'_>, y: Operand<'_>) -> Result<Vec<u8>, Problem> {
    let Some(operand) = node.optional(2) else {
        return match y.tensor.ty {
            TensorType::INT8 => Ok(vec![node.quantization(y)?.zero_point as u8]),
            _ => Ok(vec![0; 4]),
        };
    };
    let data = node.constant(operand, "value")?;
    node.expect_type(operand, "value", y.tensor.ty)?;
    if operand.len() != 1 {
        return Err(node.mismatch(operand, "value", "must be one element"));
    }
    if y.tensor.ty == TensorType::INT8 && node.quantization(operand)? != node.quantization(y)? {
        return Err(text::rescales(node.place(), "value", operand.named()));
    }
    Ok(data.to_vec())
}

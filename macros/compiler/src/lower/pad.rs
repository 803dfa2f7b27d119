//! PAD and PADV2: the value everywhere, then the input into its place.

use super::node::{Node, Operand};
use super::types::is_quantized;
use super::{Problem, element};
use crate::diagnostics::model as text;
use crate::graph::{Copy, Element, Kind};

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
        return padding(node, y);
    };
    let data = node.constant(operand, "value")?;
    node.expect_type(operand, "value", y.tensor.ty)?;
    if operand.len() != 1 {
        return Err(node.mismatch(operand, "value", "must be one element"));
    }
    node.expect_output_quantization(operand, "value", y)?;
    Ok(data.to_vec())
}

/// The bytes of what stands for real 0.
pub(super) fn padding(node: &Node<'_>, y: Operand<'_>) -> Result<Vec<u8>, Problem> {
    let mut bytes = zero(y);
    if is_quantized(y.tensor.ty) && !y.is_only_integers() {
        let zero_point = node.quantization(y)?.zero_point.to_le_bytes();
        for (byte, of_zero_point) in bytes.iter_mut().zip(zero_point) {
            *byte = of_zero_point;
        }
    }
    Ok(bytes)
}

/// The bytes of a zero of a tensor's type.
pub(super) fn zero(tensor: Operand<'_>) -> Vec<u8> {
    vec![0; element(tensor.tensor.ty).map_or(0, Element::size)]
}

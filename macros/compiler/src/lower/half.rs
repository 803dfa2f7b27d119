//! float16: constants. Weights of layers may be kept so, all else is widened to float32.

use half::f16;
use tflite_schema::{BuiltinOperator as Op, TensorType};

use super::Problem;
use super::node::{Node, Operand};
use crate::graph::Kind;

/// Little-endian float32 of little-endian float16.
pub(super) fn widened(data: &[u8]) -> Vec<u8> {
    let widened = halves(data).map(|half| half.to_f32().to_le_bytes());
    widened.flatten().collect()
}

/// Little-endian float16.
pub(super) fn halves(data: &[u8]) -> impl Iterator<Item = f16> {
    let bits = data.as_chunks().0.iter();
    bits.map(|&bytes| f16::from_le_bytes(bytes))
}

/// DEQUANTIZE of a constant.
pub(super) fn dequantize(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.constant(x, "input")?;
    node.expect_elements(y, x.shape())?;
    node.emit(Kind::View, &[x], y);
    Ok(())
}

impl<'a> Node<'a> {
    /// What a DEQUANTIZE from float16 reads, if a tensor is what it writes; else the tensor itself.
    pub(super) fn before_dequantize(&self, operand: Operand<'a>) -> Operand<'a> {
        let source = self.producer(operand, Op::DEQUANTIZE);
        let half = source.filter(|source| source.tensor.ty == TensorType::FLOAT16);
        half.unwrap_or(operand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_little_endian() {
        assert_eq!(
            widened(&[0x00, 0x3c, 0x00, 0xc0]),
            [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
        );
    }
}

//! float16: constants, which are widened to float32 when the model is compiled.

use tflite_schema::{BuiltinOperator as Op, TensorType};

use super::Problem;
use super::node::{Node, Operand};
use crate::graph::Kind;

/// Little-endian float32 of little-endian float16.
pub(super) fn widened(halves: &[u8]) -> Vec<u8> {
    let halves = halves.as_chunks().0.iter();
    halves
        .flat_map(|&bytes| widen(u16::from_le_bytes(bytes)).to_le_bytes())
        .collect()
}

/// A float16 as the float32 of the same value.
fn widen(half: u16) -> f32 {
    let sign = u32::from(half >> 15) << 31;
    let (exponent, fraction) = (u32::from(half >> 10 & 31), u32::from(half & 0x3ff));
    let magnitude = match exponent {
        // Below the normal numbers, in steps of 2^−24.
        0 => (fraction as f32 / (1 << 24) as f32).to_bits(),
        31 => 0x7f80_0000 | fraction << 13,
        _ => (exponent + 127 - 15) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

/// DEQUANTIZE of a constant.
pub(super) fn dequantize(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.constant(x, "input")?;
    node.expect_len(y, "output", x.len())?;
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
    fn halves_keep_their_values() {
        let cases = [
            (0x0000, 0.0_f32),
            (0x8000, -0.0),
            (0x0001, f32::exp2(-24.0)),
            (0x83ff, -1023.0 * f32::exp2(-24.0)),
            (0x0400, f32::exp2(-14.0)),
            (0x3c00, 1.0),
            (0xc248, -3.140_625),
            (0x7bff, 65_504.0),
            (0xfc00, f32::NEG_INFINITY),
        ];
        for (half, value) in cases {
            assert_eq!(widen(half).to_bits(), value.to_bits(), "{half:#x}");
        }
        assert!(widen(0x7e00).is_nan());
        assert_eq!(
            widened(&[0x00, 0x3c, 0x00, 0xc0]),
            [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
        );
    }
}

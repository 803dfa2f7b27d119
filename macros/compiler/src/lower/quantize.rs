//! QUANTIZE and DEQUANTIZE.

use tiny_model_kernels::op;

use super::node::Node;
use super::{Problem, lookup};
use crate::graph::Kind;
use crate::numerics::Quantization;

/// From float32, or from int8 with another quantization.
pub(super) fn quantize(node: &mut Node<'_>) -> Result<(), Problem> {
    if lookup::reads_int8(node)? {
        return lookup::requantize(node);
    }
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_len(y, "output", x.len())?;
    let parameters = parameters(node.quantization(y)?);
    node.emit(Kind::Quantize(parameters), &[x], y);
    Ok(())
}

/// From int8 to float32.
pub(super) fn dequantize(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_len(y, "output", x.len())?;
    let parameters = parameters(node.quantization(x)?);
    node.emit(Kind::Dequantize(parameters), &[x], y);
    Ok(())
}

fn parameters(quantization: Quantization) -> op::Quantization {
    op::Quantization {
        scale: quantization.scale,
        zero_point: quantization.zero_point,
    }
}

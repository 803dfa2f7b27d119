//! The arithmetic of int8 and int16.

use tflite_schema::TensorType;
use tiny_model_kernels::op::Sequences;
use tiny_model_kernels::requantize::Scale;

use super::super::Problem;
use super::super::int16::reads_int16;
use super::super::node::{Node, Operand};
use super::{BIASES, GATES, INPUT_WEIGHTS, RECURRENT_WEIGHTS, matrix};
use crate::graph::{Gates, LstmArithmetic};
use crate::numbers::{self, Quantization, row_sums};

/// The products with the input and with the hidden state, and what follows them.
pub(super) fn lower(
    node: &Node<'_>,
    [x, hidden, cell]: [Operand<'_>; 3],
    sequences: &Sequences,
    clip: f32,
) -> Result<LstmArithmetic, Problem> {
    node.expect_type(cell, "cell state", TensorType::INT16)?;
    let gates = [
        gates(node, x, INPUT_WEIGHTS, Some(BIASES), sequences)?,
        gates(node, hidden, RECURRENT_WEIGHTS, None, sequences)?,
    ];
    let states = [node.quantization(hidden)?, node.quantization(cell)?];
    let states = node.fits(numbers::cells(node.element(hidden), states, clip))?;
    Ok(match reads_int16(node) {
        true => LstmArithmetic::Int16(gates, states),
        false => LstmArithmetic::Int8(gates, states),
    })
}

/// The products with `x`, an input or the hidden state: weights from a position on, and biases.
fn gates(
    node: &Node<'_>,
    x: Operand<'_>,
    weights: usize,
    biases: Option<usize>,
    sequences: &Sequences,
) -> Result<Gates, Problem> {
    let units = sequences.units;
    let depth = if biases.is_some() {
        sequences.inputs
    } else {
        units
    };
    let input = node.quantization(x)?;
    let gate = |gate: usize| {
        gate_of(
            node,
            input,
            [units, depth],
            weights + gate,
            biases.map(|b| b + gate),
            GATES[gate],
        )
    };
    let all = [gate(0)?, gate(1)?, gate(2)?, gate(3)?];
    let rows = |unit: usize| {
        all.iter()
            .flat_map(move |gate| &gate.weights[unit * depth..][..depth])
    };
    Ok(Gates {
        weights: (0..units).flat_map(rows).copied().collect(),
        bias: (0..units)
            .flat_map(|unit| all.each_ref().map(|gate| gate.bias[unit]))
            .collect(),
        scales: all.each_ref().map(|gate| gate.scale),
    })
}

struct Gate {
    weights: Vec<i8>,
    bias: Vec<i64>,
    scale: Scale,
}

fn gate_of(
    node: &Node<'_>,
    input: Quantization,
    [units, depth]: [usize; 2],
    weights: usize,
    bias: Option<usize>,
    name: &str,
) -> Result<Gate, Problem> {
    let role = match bias {
        Some(_) => format!("weights of the {name}"),
        None => format!("recurrent weights of the {name}"),
    };
    let operand = matrix(node, weights, &role, [units, depth])?;
    let values = node.symmetric_weights(operand, &role)?.values;
    let &[scale] = node.weight_scales(operand, &role, 1, 0)? else {
        return Err(node.mismatch(operand, &role, "must have one scale"));
    };
    let biases = match bias {
        Some(position) => biases(node, position, &format!("bias of the {name}"), units)?,
        None => vec![0; units],
    };
    let zero_point = i64::from(input.zero_point);
    let sums = row_sums(values.iter().copied().map(i32::from), depth);
    let sums = sums.into_iter().map(i64::from);
    let element = node.element(node.input(0, "input")?);
    let scale = node.fits(numbers::gate(element, input.scale, scale))?;
    Ok(Gate {
        bias: biases
            .into_iter()
            .zip(sums)
            .map(|(bias, sum)| bias - zero_point * sum)
            .collect(),
        weights: values,
        scale,
    })
}

/// int32 where activations are int8, int64 where they are int16.
fn biases(node: &Node<'_>, position: usize, role: &str, units: usize) -> Result<Vec<i64>, Problem> {
    let operand = node.input(position, role)?;
    let ty = match reads_int16(node) {
        true => TensorType::INT64,
        false => TensorType::INT32,
    };
    node.expect_type(operand, role, ty)?;
    node.expect_len(operand, role, units)?;
    node.integers(position, role)
}

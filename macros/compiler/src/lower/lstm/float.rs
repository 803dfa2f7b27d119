//! The arithmetic of float32.

use tflite_schema::TensorType;
use tiny_model_kernels::op::Sequences;

use super::super::Problem;
use super::super::node::{Node, Operand};
use super::{BIASES, GATES, INPUT_WEIGHTS, RECURRENT_WEIGHTS, matrix};
use crate::graph::{FloatGates, LstmArithmetic};

/// The products with the input and with the hidden state, and the bound of the cells.
pub(super) fn lower(
    node: &Node<'_>,
    cell: Operand<'_>,
    sequences: &Sequences,
    clip: f32,
) -> Result<LstmArithmetic, Problem> {
    node.expect_type(cell, "cell state", TensorType::FLOAT32)?;
    let &Sequences { inputs, units, .. } = sequences;
    let gates = [
        FloatGates {
            weights: weights(node, INPUT_WEIGHTS, "weights", [units, inputs])?,
            bias: biases(node, units)?,
        },
        FloatGates {
            weights: weights(node, RECURRENT_WEIGHTS, "recurrent weights", [units; 2])?,
            bias: Vec::new(),
        },
    ];
    let clip = if clip > 0.0 { clip } else { f32::INFINITY };
    Ok(LstmArithmetic::Float(gates, clip))
}

/// `[units][depth][4]` from the gates' `[units][depth]`.
fn weights(
    node: &Node<'_>,
    first: usize,
    role: &str,
    shape: [usize; 2],
) -> Result<Vec<f32>, Problem> {
    interleaved(|gate| {
        let role = format!("{role} of the {}", GATES[gate]);
        node.floats(matrix(node, first + gate, &role, shape)?, &role)
    })
}

/// `[units][4]`.
fn biases(node: &Node<'_>, units: usize) -> Result<Vec<f32>, Problem> {
    interleaved(|gate| {
        let role = format!("bias of the {}", GATES[gate]);
        let operand = node.input(BIASES + gate, &role)?;
        node.expect_len(operand, &role, units)?;
        node.floats(operand, &role)
    })
}

/// The four gates' values side by side.
fn interleaved(gate: impl Fn(usize) -> Result<Vec<f32>, Problem>) -> Result<Vec<f32>, Problem> {
    let [i, f, g, o] = [gate(0)?, gate(1)?, gate(2)?, gate(3)?];
    let values = i.iter().zip(&f).zip(&g).zip(&o);
    Ok(values
        .flat_map(|(((&i, &f), &g), &o)| [i, f, g, o])
        .collect())
}

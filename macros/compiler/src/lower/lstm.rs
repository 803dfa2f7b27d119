//! UNIDIRECTIONAL_SEQUENCE_LSTM: 24 inputs, of which TFLM takes those of the plain one.

mod float;
mod integer;

use tflite_schema::{Activation, Options, TensorType};
use tiny_model_kernels::op::Sequences;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{Kind, Lstm};

/// The gates, and how the positions of their inputs differ: `i f g o`.
const GATES: [&str; 4] = ["input gate", "forget gate", "cell gate", "output gate"];
/// Where the weights of the input, those of the hidden state and the biases begin.
const INPUT_WEIGHTS: usize = 1;
const RECURRENT_WEIGHTS: usize = 5;
const BIASES: usize = 12;
/// The variables.
const HIDDEN: usize = 18;
const CELL: usize = 19;

/// Inputs of other kinds of LSTM, the first of each.
const OTHERS: [(std::ops::Range<usize>, &str); 3] = [
    (9..12, "peephole connection"),
    (16..18, "projection"),
    (20..24, "layer normalization"),
];

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::UnidirectionalSequenceLstm(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    plain(node, options.fused_activation_function)?;
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let hidden = node.variable(HIDDEN, "hidden state")?;
    let cell = node.variable(CELL, "cell state")?;
    let sequences = sequences(node, [x, y], [hidden, cell], options.time_major)?;
    node.expect_type(hidden, "hidden state", x.tensor.ty)?;
    let operands = [x, hidden, cell];
    let clip = options.cell_clip;
    let arithmetic = if x.tensor.ty == TensorType::FLOAT32 {
        float::lower(node, cell, &sequences, clip)?
    } else {
        integer::lower(node, operands, &sequences, clip)?
    };
    let lstm = Lstm {
        sequences,
        arithmetic,
    };
    node.emit_with_state(Kind::Lstm(Box::new(lstm)), &[x], &[hidden, cell], y);
    Ok(())
}

/// Refuses what TFLM does.
fn plain(node: &Node<'_>, activation: Activation) -> Result<(), Problem> {
    if activation != Activation::Tanh {
        let name = format!("cell activation {activation:?}, which must be Tanh,");
        return Err(text::unsupported_option(node.place(), &name));
    }
    let is_there = |position| node.optional(position).is_some();
    for (mut positions, name) in OTHERS {
        if positions.any(is_there) {
            return Err(text::unsupported_option(node.place(), name));
        }
    }
    let [first, others] = [INPUT_WEIGHTS, INPUT_WEIGHTS + 1].map(is_there);
    if others && !first {
        let name = "coupled input and forget gate";
        return Err(text::unsupported_option(node.place(), name));
    }
    Ok(())
}

fn sequences(
    node: &Node<'_>,
    [x, y]: [Operand<'_>; 2],
    states: [Operand<'_>; 2],
    time_major: bool,
) -> Result<Sequences, Problem> {
    let &[first, second, inputs] = x.shape() else {
        return Err(node.mismatch(x, "input", "must have three dimensions"));
    };
    let weights = node.input(
        RECURRENT_WEIGHTS + 1,
        "recurrent weights of the forget gate",
    )?;
    let units = weights.shape().first().copied().unwrap_or(1);
    node.expect_shape(y, "output", &[first, second, units])?;
    let (batches, steps) = if time_major {
        (second, first)
    } else {
        (first, second)
    };
    for (state, role) in states.into_iter().zip(["hidden state", "cell state"]) {
        node.expect_len(state, role, batches * units)?;
        let [hidden, cell] = states.map(|state| state.id);
        if hidden == cell || x.id == state.id {
            return Err(node.mismatch(state, role, "must be a variable of its own"));
        }
    }
    Ok(Sequences {
        batches,
        steps,
        inputs,
        units,
        time_major,
    })
}

/// The weights of a gate with the input or the hidden state, where `role` names them.
fn matrix<'a>(
    node: &Node<'a>,
    position: usize,
    role: &str,
    [units, depth]: [usize; 2],
) -> Result<Operand<'a>, Problem> {
    let operand = node.input(position, role)?;
    if operand.shape() == [units, depth] {
        return Ok(operand);
    }
    let says = format!("must be {units}×{depth}, units by inputs");
    Err(node.mismatch(operand, role, &says))
}

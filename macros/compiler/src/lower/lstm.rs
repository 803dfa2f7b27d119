//! UNIDIRECTIONAL_SEQUENCE_LSTM: 24 inputs, of which TFLM takes those of the plain one.

use tflite_schema::{Activation, Options, TensorType};
use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op::{LstmCell, Sequences};
use tiny_model_kernels::requantize::{Output, Scale};

use super::Problem;
use super::node::{Node, Operand};
use super::quantization::integers;
use super::weights::row_sums;
use crate::diagnostics::model as text;
use crate::graph::{Gates, Kind, Lstm};
use crate::numerics::Quantization;

/// The gates, and how the positions of their inputs differ: `i f g o`.
const GATES: [&str; 4] = ["input gate", "forget gate", "cell gate", "output gate"];
/// Where the weights of the input, those of the hidden state and the biases begin.
const INPUT_WEIGHTS: usize = 1;
const RECURRENT_WEIGHTS: usize = 5;
const BIASES: usize = 12;
/// The variables.
const HIDDEN: usize = 18;
const CELL: usize = 19;

/// The scale of gates before their activations: Q3.12.
const GATE: f64 = 1.0 / 4096.0;
/// The scale of gates after them: Q0.15.
const ACTIVATED: f64 = 1.0 / 32768.0;

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
    node.expect_type(cell, "cell state", TensorType::INT16)?;
    let lstm = Lstm {
        sequences,
        gates: [
            gates(node, x, INPUT_WEIGHTS, Some(BIASES), &sequences)?,
            gates(node, hidden, RECURRENT_WEIGHTS, None, &sequences)?,
        ],
        cell: states(node, hidden, cell, options.cell_clip)?,
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
    let operand = node.input(weights, &role)?;
    if operand.shape() != [units, depth] {
        let says = format!("must be {units}×{depth}, units by inputs");
        return Err(node.mismatch(operand, &role, &says));
    }
    let values = node.weights(operand, &role)?.values;
    let &[scale] = node.weight_scales(operand, &role, 1, 0)? else {
        return Err(node.mismatch(operand, &role, "must have one scale"));
    };
    let biases = match bias {
        Some(position) => biases(node, position, &format!("bias of the {name}"), units)?,
        None => vec![0; units],
    };
    let zero_point = i64::from(input.zero_point);
    let sums = row_sums(&values, depth).into_iter().map(i64::from);
    // TFLM's `GetQuantizedConvolutionMultipler` multiplies in f32.
    let factor = f64::from(input.scale * scale) / GATE;
    Ok(Gate {
        bias: biases
            .into_iter()
            .zip(sums)
            .map(|(bias, sum)| bias - zero_point * sum)
            .collect(),
        weights: values,
        scale: node.scale(factor)?,
    })
}

/// int32 where activations are int8, int64 where they are int16.
fn biases(node: &Node<'_>, position: usize, role: &str, units: usize) -> Result<Vec<i64>, Problem> {
    let operand = node.input(position, role)?;
    let ty = match node.input(0, "input")?.tensor.ty {
        TensorType::INT16 => TensorType::INT64,
        _ => TensorType::INT32,
    };
    node.expect_type(operand, role, ty)?;
    node.expect_len(operand, role, units)?;
    node.integers(position, role)
}

/// TFLM's `PrepareGateParametersInteger` and `CreateLstmCellStateInfo`.
fn states(
    node: &Node<'_>,
    hidden: Operand<'_>,
    cell: Operand<'_>,
    clip: f32,
) -> Result<LstmCell, Problem> {
    let [h, c] = [node.quantization(hidden)?, node.quantization(cell)?];
    let scale = f64::from(c.scale);
    let (min, max) = integers(hidden.tensor.ty).into_inner();
    let tanh = scaling(c.scale).ok_or_else(|| {
        let what = format!("its cell state's scale of {scale:e} is out of range");
        text::scale_ratio(node.place(), &what)
    })?;
    Ok(LstmCell {
        forget: node.scale(ACTIVATED * scale / scale)?,
        input: node.scale(ACTIVATED * ACTIVATED / scale)?,
        output: node.scale(ACTIVATED * ACTIVATED / f64::from(h.scale))?,
        hidden: Output {
            zero_point: h.zero_point,
            min,
            max,
        },
        tanh,
        clip: match clip > 0.0 {
            true => (f64::from(clip) / scale).min(f64::from(i16::MAX)) as i32,
            false => 1 << 15,
        },
    })
}

/// The nearest power of two to the scale, as a factor of TANH's input: three quarters of `2^12`
/// of them in 1.
fn scaling(scale: f32) -> Option<Scaling> {
    let power = scale.log2().round() as i32 + 12;
    match power {
        0..=14 => Some(Scaling {
            multiplier: 3 << power,
            shift: 0,
        }),
        -16..0 => Some(Scaling {
            multiplier: 3,
            shift: power.unsigned_abs(),
        }),
        _ => None,
    }
}

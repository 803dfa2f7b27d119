//! The arithmetic of int8 and int16.

use tflite_schema::TensorType;
use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op::{LstmCell, Sequences};
use tiny_model_kernels::requantize::{Output, Scale};

use super::super::Problem;
use super::super::node::{Node, Operand};
use super::super::weights::row_sums;
use super::{BIASES, GATES, INPUT_WEIGHTS, RECURRENT_WEIGHTS, matrix};
use crate::diagnostics::model as text;
use crate::graph::{Gates, LstmArithmetic};
use crate::numbers::{self, Quantization, factor, limits, nearest_power_of_two};

/// The scale of gates before their activations: Q3.12.
const GATE: f32 = 1.0 / 4096.0;
/// The scale of gates after them: Q0.15.
const ACTIVATED: f32 = 1.0 / 32768.0;

/// Largest shift of sums in i64: TFLM's.
const WIDE_SHIFT: i32 = 7;

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
    let states = states(node, hidden, cell, clip)?;
    Ok(match is_wide(node) {
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
    let factor = factor([input.scale, scale], [GATE]);
    let scale = node.fits(numbers::scale(factor))?;
    if is_wide(node) && scale.shift > WIDE_SHIFT {
        let what = format!("its inputs' scales are {factor:e} times those of its gates");
        return Err(text::scale_ratio(node.place(), &what));
    }
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

/// Returns whether activations are int16: sums are of i64 then.
fn is_wide(node: &Node<'_>) -> bool {
    let input = node.optional(0);
    input.is_some_and(|x| x.tensor.ty == TensorType::INT16)
}

/// int32 where activations are int8, int64 where they are int16.
fn biases(node: &Node<'_>, position: usize, role: &str, units: usize) -> Result<Vec<i64>, Problem> {
    let operand = node.input(position, role)?;
    let ty = match is_wide(node) {
        true => TensorType::INT64,
        false => TensorType::INT32,
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
    let [min, max] = limits(node.tensor(node.id(hidden)).element);
    let tanh = scaling(c.scale).ok_or_else(|| {
        let what = format!("its cell state's scale of {:e} is out of range", c.scale);
        text::scale_ratio(node.place(), &what)
    })?;
    Ok(LstmCell {
        forget: node.fits(numbers::scale(factor([ACTIVATED, c.scale], [c.scale])))?,
        input: node.fits(numbers::scale(factor([ACTIVATED, ACTIVATED], [c.scale])))?,
        output: node.fits(numbers::scale(factor([ACTIVATED, ACTIVATED], [h.scale])))?,
        hidden: Output {
            zero_point: h.zero_point,
            min,
            max,
        },
        tanh,
        clip: match clip > 0.0 {
            true => factor([clip], [c.scale]).min(f64::from(i16::MAX)) as i32,
            false => 1 << 15,
        },
    })
}

/// The nearest power of two to the scale, as a factor of TANH's input: three quarters of `2^12`
/// of them in 1.
fn scaling(scale: f32) -> Option<Scaling> {
    let power = nearest_power_of_two(scale).0 + 12;
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

//! UNIDIRECTIONAL_SEQUENCE_LSTM of `op`.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::I64;
use tiny_model_kernels::layout::pack_blocked;
use tiny_model_kernels::op::float::function::{logistic, tanh};
use tiny_model_kernels::op::{FloatGates, LstmGates, Sequences, float_lstm, lstm};
use tiny_model_kernels::requantize::Output;

use crate::gates::Case;
use crate::{Draw, Verdict, compare};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    match draw.one_in(2) {
        true => int8(draw),
        false => int16(draw),
    }
}

/// Packs four weights per word, with the gates of a unit adjacent.
fn words(weights: &[i8], biases: usize) -> Vec<u32> {
    let bytes = pack_blocked(weights, 1, weights.len() / biases);
    let words = bytes.as_chunks().0.iter().copied();
    words.map(u32::from_le_bytes).collect()
}

fn int8(draw: &mut Draw) -> Verdict {
    let (inputs, units) = (draw.size(1..=40), draw.size(1..=9));
    let case = Case::draw(draw, inputs, units);
    let products = [0, 1].map(|product| {
        let (weights, bias, scales) = case.packed(product);
        let words = words(&weights, bias.len());
        (words, Vec::from(bias.as_chunks::<4>().0), scales)
    });
    case.check(draw, |x, (y, hidden, cells)| {
        let gates = products
            .each_ref()
            .map(|(weights, bias, scales)| LstmGates {
                weights,
                bias,
                scales: *scales,
            });
        let of = &case.lstm;
        lstm(x, y, hidden, cells, &of.sequences, gates, &of.cell);
    })
}

/// Checks int16: sums are 2^8 times larger, and there are no zero points.
fn int16(draw: &mut Draw) -> Verdict {
    let (inputs, units) = (draw.size(1..=300), draw.size(1..=9));
    let mut case = Case::draw(draw, inputs, units);
    let of = &mut case.lstm;
    (of.is_wide, of.zero_points) = (true, [0; 2]);
    for gate in of.gates.as_flattened_mut() {
        gate.scale.shift = (gate.scale.shift - 8).max(-31);
    }
    of.cell.output.shift += 8;
    of.cell.hidden = Output {
        zero_point: 0,
        min: i16::MIN.into(),
        max: i16::MAX.into(),
    };
    let mut wide = |count: usize| {
        let value = |_| match draw.one_in(8) {
            true => draw.pick(&[i16::MIN, i16::MAX]),
            false => draw.int(i16::MIN.into()..=i16::MAX.into()) as i16,
        };
        (0..count).map(value).collect::<Vec<i16>>()
    };
    let (x, mut hidden) = (wide(case.x.len()), wide(case.states.0.len()));
    let mut cells = case.states.1.clone();
    let mut after = (widened(&hidden), cells.clone());
    let expected = crate::oracle::lstm::lstm(&case.lstm, &widened(&x), &mut after);
    let products = [0, 1].map(|product| {
        let (weights, bias, scales) = case.packed(product);
        let bias = Vec::from_iter(bias.iter().map(|&bias| I64::new(bias.into())));
        (words(&weights, bias.len()), bias, scales)
    });
    let gates = products
        .each_ref()
        .map(|(weights, bias, scales)| LstmGates {
            weights,
            bias: bias.as_chunks().0,
            scales: *scales,
        });
    let mut y = alloc::vec![0x5a5a; expected.len()];
    let of = &case.lstm;
    lstm(
        &x,
        &mut y,
        &mut hidden,
        &mut cells,
        &of.sequences,
        gates,
        &of.cell,
    );
    let [y, hidden] = [y, hidden].map(|values| widened(&values));
    match compare(&[y, hidden].concat(), &[expected, after.0].concat(), &case) {
        Verdict::Equal => compare(&cells, &after.1, &case),
        wrong => wrong,
    }
}

fn widened(values: &[i16]) -> Vec<i32> {
    values.iter().map(|&value| value.into()).collect()
}

/// Checks one sequence of float32, whose sums are in the order of the inputs: outputs are equal to
/// the last bit.
pub(crate) fn float(draw: &mut Draw) -> Verdict {
    let (steps, inputs, units) = (draw.size(1..=4), draw.size(1..=9), draw.size(1..=7));
    let mut reals = |count: usize| {
        let values = (0..count).map(|_| draw.int(-1000..=1000) as f32 / 512.0);
        values.collect::<Vec<f32>>()
    };
    let (x, weights) = (reals(steps * inputs), reals(4 * units * inputs));
    let (recurrent, bias) = (reals(4 * units * units), reals(4 * units));
    let [mut hidden, mut cells] = [reals(units), reals(units)];
    let clip = if draw.one_in(2) { f32::INFINITY } else { 0.75 };
    let (mut h, mut c) = (hidden.clone(), cells.clone());
    let mut expected = Vec::new();
    for x in x.chunks(inputs) {
        let before = h.clone();
        for unit in 0..units {
            let gate = |gate: usize| {
                let product = |x: &[f32], weights: &[f32]| {
                    let at = |k: usize| x[k] * weights[4 * (unit * x.len() + k) + gate];
                    (0..x.len()).map(at).fold(0.0, |sum, product| sum + product)
                };
                product(x, &weights) + bias[4 * unit + gate] + product(&before, &recurrent)
            };
            let kept = logistic(gate(1)) * c[unit];
            c[unit] = (kept + logistic(gate(0)) * tanh(gate(2))).clamp(-clip, clip);
            h[unit] = tanh(c[unit]) * logistic(gate(3));
        }
        expected.extend_from_slice(&h);
    }
    let mut y = alloc::vec![f32::NAN; expected.len()];
    let sequences = Sequences {
        batches: 1,
        steps,
        inputs,
        units,
        time_major: draw.one_in(2),
    };
    let gates = [(&weights, &bias[..]), (&recurrent, &[])].map(|(weights, bias)| FloatGates {
        weights: weights.as_chunks().0,
        bias: bias.as_chunks().0,
    });
    float_lstm(&x, &mut y, &mut hidden, &mut cells, &sequences, gates, clip);
    let case = (steps, inputs, units, clip);
    compare(
        &[y, hidden, cells].concat(),
        &[expected, h, c].concat(),
        &case,
    )
}

//! UNIDIRECTIONAL_SEQUENCE_LSTM as `op` defines it.

use alloc::vec::Vec;

use tiny_model_kernels::layout::pack_blocked;
use tiny_model_kernels::op::float::function::{logistic, tanh};
use tiny_model_kernels::op::{FloatGates, LstmGates, Sequences, float_lstm, lstm};

use crate::gates::Case;
use crate::{Draw, Verdict, compare};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    let (inputs, units) = (draw.size(1..=40), draw.size(1..=9));
    let case = Case::draw(draw, inputs, units);
    let products = [0, 1].map(|product| {
        let (weights, bias, scales) = case.packed(product);
        let depth = weights.len() / bias.len();
        let bytes = pack_blocked(&weights, 1, depth);
        let words = bytes.as_chunks().0.iter().copied();
        let words = Vec::from_iter(words.map(u32::from_le_bytes));
        let bias = Vec::from(bias.as_chunks::<4>().0);
        (words, bias, scales)
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

/// One sequence of float32, whose sums are in the order of the inputs: equal to the last bit.
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

//! UNIDIRECTIONAL_SEQUENCE_LSTM as `op` defines it.

use alloc::vec::Vec;

use tiny_model_kernels::layout::pack_blocked;
use tiny_model_kernels::op::{LstmGates, lstm};

use crate::gates::Case;
use crate::{Draw, Verdict};

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

//! UNIDIRECTIONAL_SEQUENCE_LSTM of int8, with int16 cells.

use super::cell::saturated;
use super::{LstmCell, Sequences};
use crate::arch::dot;
use crate::requantize::Scale;

/// One of the two products of all gates: that of the input, or that of the hidden state.
///
/// Four words after each other are a unit's gates `i f g o`.
#[derive(Debug, Clone, Copy)]
pub struct LstmGates<'a, B> {
    /// `[units][length of a row]`, a word four weights, the first in the low byte.
    pub weights: &'a [u32],
    /// `[units]`, the zero point of what is multiplied folded in.
    pub bias: &'a [[B; 4]],
    /// To Q3.12.
    pub scales: [Scale; 4],
}

/// UNIDIRECTIONAL_SEQUENCE_LSTM over `x`, with the states `hidden` and `cell` of `[batches][units]`.
///
/// TFLM requantizes both products of a gate to int16, and adds them saturating.
#[inline(never)]
pub fn lstm(
    x: &[i8],
    y: &mut [i8],
    hidden: &mut [i8],
    cell: &mut [i16],
    sequences: &Sequences,
    [inputs, recurrent]: [LstmGates<'_, i32>; 2],
    update: &LstmCell,
) {
    sequences.walk(x, y, hidden, cell, |x, h, c, y| {
        let (mut inputs, mut recurrent) = (inputs, recurrent);
        for (y, c) in y.iter_mut().zip(c) {
            let [a, b] = [inputs.next(x), recurrent.next(h)];
            let sum = |gate: usize| {
                let [a, b] = [&a, &b].map(|of| of.get(gate).copied().unwrap_or_default());
                saturated(a + b) as i16
            };
            *y = update.update([0, 1, 2, 3].map(sum), c) as i8;
        }
    });
}

impl LstmGates<'_, i32> {
    /// The gates of one unit, to which they move on.
    #[inline(always)]
    fn next(&mut self, x: &[i8]) -> [i32; 4] {
        let (weights, rest) = self.weights.split_at_checked(x.len()).unwrap_or_default();
        let (bias, biases) = self.bias.split_first().unwrap_or((&[0; 4], &[]));
        (self.weights, self.bias) = (rest, biases);
        let mut sums = dot(x, weights);
        for ((sum, &bias), scale) in sums.iter_mut().zip(bias).zip(self.scales) {
            *sum = saturated(scale.apply(sum.wrapping_add(bias)));
        }
        sums
    }
}

//! UNIDIRECTIONAL_SEQUENCE_LSTM of float32.

use super::Sequences;
use crate::op::float::function::{logistic, tanh};

/// One of the two products of all gates: a unit's gates `i f g o` are adjacent.
#[derive(Debug, Clone, Copy)]
pub struct FloatGates<'a> {
    /// `[units][length of a row]`.
    pub weights: &'a [[f32; 4]],
    /// `[units]`; empty for the hidden state.
    pub bias: &'a [[f32; 4]],
}

/// UNIDIRECTIONAL_SEQUENCE_LSTM over `x`, with the states `hidden` and `cell` of `[batches][units]`.
/// Cells are at most `clip` in magnitude, which may be infinite.
#[inline(never)]
pub fn float_lstm(
    x: &[f32],
    y: &mut [f32],
    hidden: &mut [f32],
    cell: &mut [f32],
    sequences: &Sequences,
    [inputs, recurrent]: [FloatGates<'_>; 2],
    clip: f32,
) {
    sequences.walk(x, y, hidden, cell, |x, h, c, y| {
        let (mut inputs, mut recurrent) = (inputs, recurrent);
        for (y, c) in y.iter_mut().zip(c) {
            let ([i, f, g, o], h) = (inputs.next(x), recurrent.next(h));
            let [hi, hf, hg, ho] = h;
            let kept = logistic(f + hf) * *c;
            let next = kept + logistic(i + hi) * tanh(g + hg);
            let next = if next < clip { next } else { clip };
            *c = if next > -clip { next } else { -clip };
            *y = tanh(*c) * logistic(o + ho);
        }
    });
}

impl FloatGates<'_> {
    /// Returns the gates of one unit, and advances to the next unit.
    #[inline(always)]
    fn next(&mut self, x: &[f32]) -> [f32; 4] {
        let (weights, rest) = self.weights.split_at_checked(x.len()).unwrap_or_default();
        self.weights = rest;
        let mut sums = [0.0; 4];
        for (&x, weights) in x.iter().zip(weights) {
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum += x * weight;
            }
        }
        if let Some((bias, rest)) = self.bias.split_first() {
            self.bias = rest;
            for (sum, bias) in sums.iter_mut().zip(bias) {
                *sum += bias;
            }
        }
        sums
    }
}

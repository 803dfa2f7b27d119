//! UNIDIRECTIONAL_SEQUENCE_LSTM of int8 or int16 with int8 weights, and int16 cells.

use super::cell::saturated;
use super::{LstmCell, Sequences};
use crate::arch::dot;
use crate::bytes::I64;
use crate::requantize::Scale;

/// One of the two products of all gates: the product with the input, or the one with the hidden
/// state.
///
/// Four consecutive words are a unit's gates `i f g o`. Biases are i32 where activations are int8,
/// and [`I64`] where they are int16.
#[derive(Debug, Clone, Copy)]
pub struct LstmGates<'a, B> {
    /// `[units][length of a row]`; each word has four weights, the first in the low byte.
    pub weights: &'a [u32],
    /// `[units]`, with the zero point of the multiplied activations folded in.
    pub bias: &'a [[B; 4]],
    /// The scales to Q3.12.
    pub scales: [Scale; 4],
}

/// int8 or int16: an input, an output, a hidden state.
pub trait Activation: Copy {
    /// The type of biases and of sums.
    type Bias: Copy + Default;

    /// Converts a value in the type's range.
    fn of(value: i32) -> Self;

    /// Returns four gates in Q3.12, not saturated, from blocks of weights and biases.
    fn gates(x: &[Self], weights: &[u32], bias: [Self::Bias; 4], scales: [Scale; 4]) -> [i32; 4];
}

impl Activation for i8 {
    type Bias = i32;

    #[inline(always)]
    fn of(value: i32) -> Self {
        value as Self
    }

    #[inline(always)]
    fn gates(x: &[Self], weights: &[u32], bias: [i32; 4], scales: [Scale; 4]) -> [i32; 4] {
        let mut sums = dot(x, weights);
        for ((sum, bias), scale) in sums.iter_mut().zip(bias).zip(scales) {
            *sum = scale.apply(sum.wrapping_add(bias));
        }
        sums
    }
}

impl Activation for i16 {
    type Bias = I64;

    #[inline(always)]
    fn of(value: i32) -> Self {
        value as Self
    }

    #[inline(always)]
    fn gates(x: &[Self], weights: &[u32], bias: [I64; 4], scales: [Scale; 4]) -> [i32; 4] {
        let mut sums = bias.map(I64::get);
        add_products(&mut sums, x, weights);
        let mut gates = [0; 4];
        for ((gate, sum), scale) in gates.iter_mut().zip(sums).zip(scales) {
            *gate = scale.apply_wide(sum);
        }
        gates
    }
}

/// Products whose sum fits i32: `256 · 128 · 2^15 = 2^30`.
const NARROW: usize = 256;

/// `sums += Σ x[k] · weights[k]`, channel by channel.
#[inline(always)]
fn add_products(sums: &mut [i64; 4], mut x: &[i16], mut weights: &[u32]) {
    while !x.is_empty() {
        let count = x.len().min(NARROW);
        let (narrow, rest) = x.split_at_checked(count).unwrap_or_default();
        let (words, others) = weights.split_at_checked(count).unwrap_or_default();
        let mut of = [0_i32; 4];
        for (&x, &word) in narrow.iter().zip(words) {
            for (channel, sum) in (0_u32..4).zip(&mut of) {
                let weight = word.wrapping_shr(channel.wrapping_mul(8)) as i8;
                *sum = sum.wrapping_add(i32::from(x) * i32::from(weight));
            }
        }
        for (sum, of) in sums.iter_mut().zip(of) {
            *sum = sum.wrapping_add(of.into());
        }
        (x, weights) = (rest, others);
    }
}

/// UNIDIRECTIONAL_SEQUENCE_LSTM over `x`, with the states `hidden` and `cell` of `[batches][units]`.
///
/// TFLM requantizes both products of a gate to int16, and adds them with saturation.
#[inline(never)]
pub fn lstm<T: Activation>(
    x: &[T],
    y: &mut [T],
    hidden: &mut [T],
    cell: &mut [i16],
    sequences: &Sequences,
    [inputs, recurrent]: [LstmGates<'_, T::Bias>; 2],
    update: &LstmCell,
) {
    sequences.walk(x, y, hidden, cell, |x, h, c, y| {
        let (mut inputs, mut recurrent) = (inputs, recurrent);
        for (y, c) in y.iter_mut().zip(c) {
            let [a, b] = [next(&mut inputs, x), next(&mut recurrent, h)];
            let sum = |gate: usize| {
                let [a, b] = [&a, &b].map(|of| of.get(gate).copied().unwrap_or_default());
                saturated(saturated(a) + saturated(b)) as i16
            };
            *y = T::of(update.update([0, 1, 2, 3].map(sum), c));
        }
    });
}

/// Returns the gates of one unit, and advances to the next unit.
#[inline(always)]
fn next<T: Activation>(gates: &mut LstmGates<'_, T::Bias>, x: &[T]) -> [i32; 4] {
    let split = gates.weights.split_at_checked(x.len());
    let (weights, rest) = split.unwrap_or_default();
    let (bias, biases) = match gates.bias.split_first() {
        Some((&bias, biases)) => (bias, biases),
        None => Default::default(),
    };
    (gates.weights, gates.bias) = (rest, biases);
    T::gates(x, weights, bias, gates.scales)
}

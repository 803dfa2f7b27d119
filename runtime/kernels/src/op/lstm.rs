//! UNIDIRECTIONAL_SEQUENCE_LSTM: the loop over sequences, for elements of any type.
//!
//! Semantics: TFLM's `lstm_eval.h`: no peephole, projection, layer normalization or coupled gates.
//! For each step of a sequence, with the gates `i f g o` (input, forget, cell, output),
//!
//! `gate = act(W_gate · x + b_gate + R_gate · h)`, `c' = f·c + i·g`, `h' = o · tanh c'`, `y = h'`.
//!
//! A unit's four gates are adjacent in all tables: the weights of a unit in one step are one block
//! of the matmul core. The output of a step is the hidden state of the next.

mod cell;
mod float;
mod integer;

use crate::at::At;

pub use cell::LstmCell;
pub use float::{FloatGates, float_lstm};
pub use integer::{LstmGates, lstm};

/// The layout of sequences in the input and the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sequences {
    /// Number of sequences.
    pub batches: usize,
    /// Steps of each sequence.
    pub steps: usize,
    /// Elements of a step's input.
    pub inputs: usize,
    /// Elements of a step's output, and of each state.
    pub units: usize,
    /// Whether `x` is `[steps][batches][inputs]` and `y` likewise; otherwise batches are first.
    pub time_major: bool,
}

impl Sequences {
    /// Calls `step` with `x`, `h`, `c` and `y` of each step of each sequence. `hidden` and `cell`,
    /// `[batches][units]`, are the states after the preceding steps, and hold the last ones at the
    /// end.
    #[inline(always)]
    pub(crate) fn walk<T: Copy, C>(
        &self,
        x: &[T],
        y: &mut [T],
        hidden: &mut [T],
        cell: &mut [C],
        mut step: impl FnMut(&[T], &[T], &mut [C], &mut [T]),
    ) {
        let Self { inputs, units, .. } = *self;
        let between = if self.time_major { self.batches } else { 1 };
        for batch in 0..self.batches {
            let state = At(batch) * units;
            let (Some(hidden), Some(cell)) =
                (part_mut(hidden, state, units), part_mut(cell, state, units))
            else {
                return;
            };
            let mut row = match self.time_major {
                true => At(batch),
                false => At(batch) * self.steps,
            };
            for at in 0..self.steps {
                let Some((before, y)) = y.split_at_mut_checked((row * units).0) else {
                    return;
                };
                let (Some(x), Some(y)) = (part(x, row * inputs, inputs), y.get_mut(..units)) else {
                    return;
                };
                let h = match at {
                    0 => &*hidden,
                    _ => part(before, (row - between) * units, units).unwrap_or_default(),
                };
                step(x, h, cell, y);
                if at.wrapping_add(1) == self.steps {
                    for (hidden, &y) in hidden.iter_mut().zip(&*y) {
                        *hidden = y;
                    }
                }
                row += between;
            }
        }
    }
}

fn part<T>(all: &[T], from: At, count: usize) -> Option<&[T]> {
    all.get(from.0..)?.get(..count)
}

fn part_mut<T>(all: &mut [T], from: At, count: usize) -> Option<&mut [T]> {
    all.get_mut(from.0..)?.get_mut(..count)
}

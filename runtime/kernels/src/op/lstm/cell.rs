//! The states of an LSTM, computed in int16 from the sums of its gates.

use crate::interpolate::{Scaling, logistic, tanh};
use crate::requantize::{Output, Scale};

/// The arithmetic of the states; `c` is an int16 without a zero point.
///
/// Semantics: `UpdateLstmCell` and `UpdateLstmHidden` of TFLM's `lstm_eval.h`. Each product is
/// rounded and saturated separately. Products of gates have magnitudes of at most 2^30.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LstmCell {
    /// The scale of the forget gate in Q0.15 times `c`.
    pub forget: Scale,
    /// The scale of the input gate in Q0.15 times the cell gate in Q0.15.
    pub input: Scale,
    /// The scale of `o` times `tanh c'`, both in Q0.15.
    pub output: Scale,
    /// Zero point and range of `h`.
    pub hidden: Output,
    /// The scaling of `c` for TANH.
    pub tanh: Scaling,
    /// Largest magnitude of `c`, at most 2^15.
    pub clip: i32,
}

impl LstmCell {
    /// Computes `c` and `h` of one unit from its gates `i f g o` before their activations, in
    /// Q3.12; returns `h`.
    #[inline(always)]
    pub fn update(&self, gates: [i16; 4], c: &mut i16) -> i32 {
        let [i, f, g, o] = gates.map(|gate| Scaling::Q3_12.apply(gate));
        let [i, f, o] = [i, f, o].map(|gate| i32::from(logistic(gate)));
        let g = i32::from(tanh(g));
        let kept = saturated(self.forget.apply(f.wrapping_mul((*c).into())));
        let added = saturated(self.input.apply(i.wrapping_mul(g)));
        let cell = saturated(kept + added).min(self.clip);
        let cell = cell.max(self.clip.wrapping_neg()) as i16;
        *c = cell;
        let tanh = i32::from(tanh(self.tanh.apply(cell)));
        let h = self
            .output
            .apply(tanh.wrapping_mul(o))
            .wrapping_add(self.hidden.zero_point);
        h.max(self.hidden.min).min(self.hidden.max)
    }
}

/// Saturates to int16.
#[inline(always)]
pub(crate) fn saturated(x: i32) -> i32 {
    x.max(i16::MIN.into()).min(i16::MAX.into())
}

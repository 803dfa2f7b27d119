//! FULLY_CONNECTED: `y[n][co] = clamp(bias[co] + Σ x[n][k] · w[co][k])`.
//!
//! Semantics: TFLM's `reference_ops::FullyConnected` of floats.

use core::ops;

use super::dense::{Filters, Runs, dense};
use super::{Range, Weight};
use crate::bytes::Io;
use crate::layout::Lanes;

/// FULLY_CONNECTED over `N` rows: `x` is `[N][K]`, `y` is `[N][CO]`.
#[inline(always)]
pub fn fully_connected<const N: usize, const K: usize, const CO: usize, T: Weight>(
    x: &[[f32; K]; N],
    y: &mut [[f32; CO]; N],
    weights: &Lanes<K, CO, T>,
    bias: &[f32; CO],
    output: Range,
) {
    let filters = Filters {
        weights: weights.0.as_flattened(),
        bias,
        products: K,
        output,
    };
    for (x, y) in x.iter().zip(y) {
        dense(Io::new(x, y), &Row(K), filters);
    }
}

/// A run of all inputs, by their number.
struct Row(usize);

impl Runs for Row {
    #[inline(always)]
    fn each(&self, mut add: impl FnMut(ops::Range<usize>, usize)) {
        add(0..self.0, 0);
    }
}

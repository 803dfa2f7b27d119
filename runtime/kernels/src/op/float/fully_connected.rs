//! FULLY_CONNECTED: `y[n][co] = clamp(bias[co] + Σ x[n][k] · w[co][k])`.
//!
//! Semantics: TFLM's `reference_ops::FullyConnected` of floats.

use core::ops;

use super::dense::{DenseFilters, Runs, dense};
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
    let filters = DenseFilters {
        weights: weights.0.as_flattened(),
        bias,
        products: K,
        output,
    };
    for (x, y) in x.iter().zip(y) {
        dense(Io::new(x, y), &WholeRow(K), filters);
    }
}

/// A run of all inputs, by their number.
struct WholeRow(usize);

impl Runs for WholeRow {
    #[inline(always)]
    fn each(&self, mut add: impl FnMut(ops::Range<usize>, usize)) {
        add(0..self.0, 0);
    }
}

//! FULLY_CONNECTED: `y[n][co] = clamp(zp_y + scale[co] · (bias[co] + Σ (x[n] − zp_x) · w[co]))`.
//!
//! Semantics: TFLM's `reference_integer_ops::FullyConnected` and `FullyConnectedPerChannel`, which
//! round twice (LiteRT's round once). The layer is a convolution of one tap over `N` pixels.

use crate::arch::{Filters, Word, matmul};
use crate::bytes::Io;
use crate::layout::Blocked;
use crate::requantize::{Output, Scales};

/// The parameters of a fully connected layer.
#[derive(Debug, Clone, Copy)]
pub struct FullyConnected<S> {
    /// One scale per output channel, or one for all.
    pub scales: S,
    /// Zero point and range of the output.
    pub output: Output,
}

/// FULLY_CONNECTED over `N` rows: `x` is `[N][K]`, `y` is `[N][CO]`.
#[inline(never)]
pub fn fully_connected<
    const N: usize,
    const K: usize,
    const CO: usize,
    const B: usize,
    T: Word,
    S: Scales,
>(
    x: &[[i8; K]; N],
    y: &mut [[i8; CO]; N],
    weights: &Blocked<K, 1, 1, B, 1, T>,
    bias: &[i32; CO],
    layer: &FullyConnected<S>,
) {
    let filters = Filters {
        weights: weights
            .0
            .as_flattened()
            .as_flattened()
            .as_flattened()
            .as_flattened(),
        bias,
        scales: layer.scales.as_slice(),
        output: layer.output,
    };
    for (x, y) in x.iter().zip(y) {
        matmul(Io::new(x, y), &filters);
    }
}

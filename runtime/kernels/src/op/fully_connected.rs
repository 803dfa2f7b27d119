//! FULLY_CONNECTED: `y[n][co] = clamp(zp_y + scale[co] · (bias[co] + Σ (x[n] − zp_x) · w[co]))`.
//!
//! Semantics: TFLM's `reference_integer_ops::FullyConnected` and `FullyConnectedPerChannel`, which
//! round twice (LiteRT's rounds once). It is a convolution of one tap over `N` pixels.

use core::array::from_ref;

use crate::arch::conv_2d_pixel;
use crate::layout::Blocked;
use crate::requantize::{Output, Scales};

/// What a fully connected layer needs besides its tensors.
#[derive(Debug, Clone, Copy)]
pub struct FullyConnected<S> {
    /// Per output channel, or one for all.
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
    S: Scales,
>(
    x: &[[i8; K]; N],
    y: &mut [[i8; CO]; N],
    weights: &Blocked<K, 1, 1, B, 1>,
    bias: &[i32; CO],
    layer: &FullyConnected<S>,
) {
    for (x, y) in x.iter().zip(y) {
        conv_2d_pixel(
            from_ref(from_ref(x)),
            y,
            weights,
            bias,
            &layer.scales,
            layer.output,
        );
    }
}

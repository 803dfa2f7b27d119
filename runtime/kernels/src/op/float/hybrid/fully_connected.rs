//! FULLY_CONNECTED: `y[n][co] = clamp(scale_x[n] · scale[co] · Σ (x[n] − zp_x[n]) · w[co] + bias[co])`.
//!
//! Semantics: LiteRT's `EvalHybrid` of FULLY_CONNECTED, which quantizes each row separately.

use super::Hybrid;
use super::conv_2d::HybridFilters;
use super::quantize::quantize;
use crate::bytes::Io;
use crate::layout::Blocked;

/// FULLY_CONNECTED over rows: `io.x` is `[N][K]` and `io.y` is `[N][CO]`. `scratch` holds a
/// quantized row; `sums` are the sums of the weights of each output channel, if the input has a
/// zero point.
#[inline(always)]
pub fn fully_connected<const K: usize, const CO: usize, const B: usize>(
    mut io: Io<'_, [[f32; K]], [[f32; CO]]>,
    scratch: &mut [i8; K],
    weights: &Blocked<K, 1, 1, B, 1>,
    (sums, scales, bias): (&[i32], &[f32], &[f32; CO]),
    hybrid: &Hybrid,
) {
    let words = weights.0.as_flattened().as_flattened();
    let filters = HybridFilters {
        weights: words.as_flattened().as_flattened(),
        sums,
        scales,
        bias,
        hybrid,
    };
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat(), scratch, &filters);
    }
}

/// The code that all sizes share.
#[inline(never)]
fn row(mut io: Io<'_, [f32], [f32]>, scratch: &mut [i8], filters: &HybridFilters<'_>) {
    let input = quantize(io.x(), scratch, filters.hybrid.is_asymmetric);
    filters.pixel(scratch, io.y(), filters.weights, 0, input);
}

//! The matmul core: CONV_2D and FULLY_CONNECTED, one output pixel at a time.
//!
//! Four output channels share each activation that is loaded: per pair of loads of `x` there are
//! four weights side by side and four multiply-accumulates in registers.

use crate::layout::{BLOCK, Blocked};
use crate::requantize::{Output, Scales};

/// All output channels of one pixel, from the input pixels under the window.
///
/// `bias` holds `−zero_point · Σw` already, so taps are raw activations. Accumulators wrap: the
/// final sum fits i32 wherever TFLM's does, and wrapping addition loses nothing on the way.
#[inline(always)]
pub(crate) fn conv_2d_pixel<
    const CI: usize,
    const CG: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
    const B: usize,
    const G: usize,
>(
    taps: &[[&[i8; CI]; KW]; KH],
    y: &mut [i8; CO],
    weights: &Blocked<CG, KW, KH, B, G>,
    bias: &[i32; CO],
    scales: &impl Scales,
    output: Output,
) {
    const { assert!(CI == G * CG && CO.is_multiple_of(G)) };
    let mut channels = bias.iter().zip(scales.channels());
    for ((g, weights), y) in weights.0.iter().enumerate().zip(y.chunks_exact_mut(CO / G)) {
        for (block, y) in weights.iter().zip(y.chunks_mut(BLOCK)) {
            let mut sums = [0; BLOCK];
            for (weights, tap) in block.as_flattened().iter().zip(taps.as_flattened()) {
                accumulate(&mut sums, &tap.as_chunks().0[g], weights);
            }
            for ((y, sum), (bias, scale)) in y.iter_mut().zip(sums).zip(channels.by_ref()) {
                *y = output.clamp(scale.apply(sum.wrapping_add(*bias)));
            }
        }
    }
}

/// `sums[c] += Σ x[k] · weights[k][c]`
#[inline(always)]
fn accumulate<const K: usize>(sums: &mut [i32; BLOCK], x: &[i8; K], weights: &[[i8; BLOCK]; K]) {
    for (&x, weights) in x.iter().zip(weights) {
        for (sum, &weight) in sums.iter_mut().zip(weights) {
            *sum = sum.wrapping_add(i32::from(x) * i32::from(weight));
        }
    }
}

//! The matmul core: CONV_2D and FULLY_CONNECTED, one output pixel at a time.
//!
//! Four output channels share each activation that is loaded: for one load of `x` there are four
//! weights side by side and four multiply-accumulates in registers.

use core::hint::black_box;

use crate::layout::{BLOCK, Blocked};
use crate::requantize::{Output, Scales};

/// All output channels of one pixel, from the input under the window, `[KH][KW][CI]`.
///
/// `bias` holds `−zero_point · Σw` already, so `x` are raw activations. Accumulators wrap: the
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
    x: &[[[i8; CI]; KW]; KH],
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
            let sums = if G == 1 {
                dot(
                    x.as_flattened().as_flattened(),
                    block.as_flattened().as_flattened(),
                )
            } else {
                let pixels = x.as_flattened().iter().zip(block.as_flattened());
                let group = |x: &[i8; CI], weights| dot(&x.as_chunks::<CG>().0[g], weights);
                pixels.fold([0; BLOCK], |sums, (x, weights)| {
                    add(sums, group(x, weights))
                })
            };
            for ((y, sum), (bias, scale)) in y.iter_mut().zip(sums).zip(channels.by_ref()) {
                *y = output.clamp(scale.apply(sum.wrapping_add(*bias)));
            }
        }
    }
}

/// `Σ x[k] · weights[k][c]` for the channels `c` of a block.
///
/// The slices, and so their lengths, are hidden from LLVM, which would otherwise unroll the loop,
/// sum one channel after the other and spill what it loaded: twice the cycles on Cortex-M4.
#[inline(never)]
fn dot(x: &[i8], weights: &[[i8; BLOCK]]) -> [i32; BLOCK] {
    let mut sums = [0; BLOCK];
    for (&x, weights) in black_box(x).iter().zip(black_box(weights)) {
        for (sum, &weight) in sums.iter_mut().zip(weights) {
            *sum = i32::wrapping_add(*sum, i32::from(x) * i32::from(weight));
        }
    }
    sums
}

fn add(mut sums: [i32; BLOCK], others: [i32; BLOCK]) -> [i32; BLOCK] {
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum = sum.wrapping_add(other);
    }
    sums
}

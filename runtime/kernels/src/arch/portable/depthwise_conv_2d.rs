//! DEPTHWISE_CONV_2D, one output pixel at a time.

use core::hint::black_box;

use crate::requantize::{Output, Scales};

/// Input channels whose sums are kept in registers together.
const LANES: usize = 4;

/// All output channels of one pixel, from the input pixels under the window.
///
/// Output channel `c · M + m` reads input channel `c` of the `C = CO / M`. As for CONV_2D, `bias`
/// holds the zero point's share and sums wrap.
#[inline(always)]
pub(crate) fn depthwise_conv_2d_pixel<
    const C: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
>(
    taps: &[[&[i8; C]; KW]; KH],
    y: &mut [i8; CO],
    weights: &[[[i8; CO]; KW]; KH],
    bias: &[i32; CO],
    scales: &impl Scales,
    output: Output,
) {
    const { assert!(CO.is_multiple_of(C)) };
    // Hidden from LLVM, which would otherwise unroll the taps and spill.
    let (taps, weights) = (
        black_box(taps.as_flattened()),
        black_box(weights.as_flattened()),
    );
    let mut channels = bias.iter().zip(scales.channels());
    let mut finish = |y: &mut [i8], sums: &[i32]| {
        for ((y, sum), (bias, scale)) in y.iter_mut().zip(sums).zip(channels.by_ref()) {
            *y = output.clamp(scale.apply(sum.wrapping_add(*bias)));
        }
    };
    if CO == C {
        let (quads, rest) = y.as_chunks_mut::<LANES>();
        for (q, y) in quads.iter_mut().enumerate() {
            let mut sums = [0i32; LANES];
            for (tap, weights) in taps.iter().zip(weights) {
                let (x, w) = (
                    &tap.as_chunks::<LANES>().0[q],
                    &weights.as_chunks::<LANES>().0[q],
                );
                for ((sum, &x), &w) in sums.iter_mut().zip(x).zip(w) {
                    *sum = sum.wrapping_add(i32::from(x) * i32::from(w));
                }
            }
            finish(y, &sums);
        }
        for (c, y) in (C - C % LANES..C).zip(rest) {
            let mut sum = 0i32;
            for (tap, weights) in taps.iter().zip(weights) {
                sum = sum.wrapping_add(i32::from(tap[c]) * i32::from(weights[c]));
            }
            finish(core::slice::from_mut(y), &[sum]);
        }
    } else {
        for c in 0..CO {
            let mut sum = 0i32;
            for (tap, weights) in taps.iter().zip(weights) {
                sum = sum.wrapping_add(i32::from(tap[c / (CO / C)]) * i32::from(weights[c]));
            }
            finish(core::slice::from_mut(&mut y[c]), &[sum]);
        }
    }
}

//! DEPTHWISE_CONV_2D, one output pixel at a time.

use core::array::from_fn;
use core::hint::black_box;
use core::num::NonZero;

use crate::requantize::{Output, Scales};

/// Output channels whose sums are kept in registers together.
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
    // Not zero, so that a division by it has no panic.
    let multiplier = const {
        assert!(CO.is_multiple_of(C));
        NonZero::new(CO / C).expect("there are output channels")
    };
    // Hidden from LLVM, which would otherwise unroll the taps and spill.
    let (taps, weights) = (
        black_box(taps.as_flattened()),
        black_box(weights.as_flattened()),
    );
    let mut channels = bias.iter().zip(scales.channels());
    let mut finish = |y: &mut i8, sum: i32| {
        if let Some((bias, scale)) = channels.next() {
            *y = output.clamp(scale.apply(sum.wrapping_add(*bias)));
        }
    };
    let (quads, rest) = y.as_chunks_mut::<LANES>();
    for (y, first) in quads.iter_mut().zip((0..CO).step_by(LANES)) {
        let q = first / LANES;
        let w = |weights: &[i8; CO]| quad(weights, q);
        let sums = if CO == C {
            dot(taps, weights, |tap| quad(tap, q), w)
        } else if multiplier.get().is_multiple_of(LANES) {
            let c = first / multiplier;
            dot(taps, weights, |tap| [channel(tap, c); LANES], w)
        } else {
            let x = |tap: &[i8; C]| from_fn(|l| channel(tap, first.wrapping_add(l) / multiplier));
            dot(taps, weights, x, w)
        };
        for (y, sum) in y.iter_mut().zip(sums) {
            finish(y, sum);
        }
    }
    for (co, y) in (CO - CO % LANES..CO).zip(rest) {
        let x = |tap: &[i8; C]| [channel(tap, co / multiplier)];
        let [sum] = dot(taps, weights, x, |weights| [channel(weights, co)]);
        finish(y, sum);
    }
}

/// `Σ x(tap) · w(weights)` over the taps, lane by lane.
#[inline(always)]
fn dot<const C: usize, const CO: usize, const L: usize>(
    taps: &[&[i8; C]],
    weights: &[[i8; CO]],
    x: impl Fn(&[i8; C]) -> [i8; L],
    w: impl Fn(&[i8; CO]) -> [i8; L],
) -> [i32; L] {
    let mut sums = [0i32; L];
    for (tap, weights) in taps.iter().zip(weights) {
        for ((sum, x), w) in sums.iter_mut().zip(x(tap)).zip(w(weights)) {
            *sum = sum.wrapping_add(i32::from(x) * i32::from(w));
        }
    }
    sums
}

/// The `q`-th four channels; there are that many.
#[inline(always)]
fn quad<const N: usize>(pixel: &[i8; N], q: usize) -> [i8; LANES] {
    pixel.as_chunks().0.get(q).copied().unwrap_or_default()
}

/// The channel `c`; there are that many.
#[inline(always)]
fn channel<const N: usize>(pixel: &[i8; N], c: usize) -> i8 {
    pixel.get(c).copied().unwrap_or_default()
}

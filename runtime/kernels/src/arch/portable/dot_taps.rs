//! The taps of neighbouring channels times their int8 weights in TFLite's order: DEPTHWISE_CONV_2D of int16
//! activations.

use crate::op::layer::Grid;

/// Channels whose taps are added at once.
const CHANNELS: usize = 4;

/// `sums[c] +=` the products of all taps of neighbouring channels `c`, wrapping.
#[inline(always)]
pub(crate) fn lanes(sums: &mut [i32; CHANNELS], x: &[i16], w: &[i8], taps: &Grid) {
    taps.each(x, w, |x, w| {
        for ((sum, &x), &w) in sums.iter_mut().zip(x).zip(w) {
            *sum = sum.wrapping_add(i32::from(x) * i32::from(w));
        }
    });
}

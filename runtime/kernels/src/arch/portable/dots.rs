//! A row of activations times rows of int8 weights, and the taps of neighbouring channels.

use crate::at::At;
use crate::op::layer::Grid;

/// Channels whose taps are added at once.
const CHANNELS: usize = 4;

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping.
#[inline(always)]
pub(crate) fn dots(sums: &mut [i32], x: &[i16], w: &[i8], stride: usize) {
    each_row(sums, x, w, stride);
}

/// The same of int8.
#[inline(always)]
pub(crate) fn dots_of_bytes(sums: &mut [i32], x: &[i8], w: &[i8], stride: usize) {
    each_row(sums, x, w, stride);
}

#[inline(always)]
fn each_row<X: Copy + Into<i32>>(sums: &mut [i32], x: &[X], w: &[i8], stride: usize) {
    let mut row = At(0);
    for sum in sums {
        let w = w.get(row.0..).unwrap_or_default();
        for (&x, &w) in x.iter().zip(w) {
            *sum = sum.wrapping_add(x.into() * i32::from(w));
        }
        row += stride;
    }
}

/// `sums[c] +=` the products of all taps of neighbouring channels `c`, wrapping.
#[inline(always)]
pub(crate) fn lanes(sums: &mut [i32; CHANNELS], x: &[i16], w: &[i8], taps: &Grid) {
    taps.each(x, w, |x, w| {
        for ((sum, &x), &w) in sums.iter_mut().zip(x).zip(w) {
            *sum = sum.wrapping_add(i32::from(x) * i32::from(w));
        }
    });
}

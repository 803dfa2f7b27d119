//! A row of activations times rows of int8 weights in TFLite's order: layers of int16 activations, and the features
//! of SVDF.

use crate::at::At;

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping.
#[inline(always)]
pub(crate) fn dots(sums: &mut [i32], x: &[i16], w: &[i8], stride: usize) {
    each_row(sums, x, w, stride);
}

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping, of int8 activations.
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

//! MEAN and SUM: `y = clamp(zp_y + scale · (Σ x − zp_x · count))`.
//!
//! Semantics: TFLM's `reference_ops::QuantizedMeanOrSum`, as for int8. Range: `|Σ| ≤ 2^15 · count` fits
//! i32 for sums of up to `2^16` elements; the compiler rejects more.

use crate::bytes::Io;
use crate::op::reduce::fold_axes;
use crate::op::walk::Loop;
use crate::op::{Mean, Reduce};

/// MEAN over a strided description of the input.
#[inline(always)]
pub fn mean<const IN: usize, const OUT: usize, const K: usize, const R: usize>(
    io: Io<'_, [i16], [i16]>,
    mean: &Mean,
    how: &Reduce<IN, OUT, K, R>,
) {
    means(io, mean, how.axes());
}

/// The code that all shapes of a rank share.
#[inline(never)]
fn means<const K: usize, const R: usize>(
    io: Io<'_, [i16], [i16]>,
    mean: &Mean,
    axes: (&[Loop<1>; K], &[Loop<1>; R]),
) {
    let add = |sum: i32, x: i16| sum.wrapping_add(x.into());
    fold_axes(io, axes, 0, add, |sum| mean.of(sum));
}

//! MEAN and SUM: `y = clamp(zp_y + scale · (Σ x − zp_x · count))`.
//!
//! Semantics: TFLM's `reference_ops::QuantizedMeanOrSum`, as for int8. Range: `|Σ| ≤ 2^15 · count` fits
//! i32 for sums of up to `2^16` elements; the compiler rejects more.

use crate::bytes::Io;
use crate::op::walk::{Axis, walk};
use crate::op::{Mean, Reduce};

/// MEAN over a strided description of the input.
#[inline(always)]
pub fn mean<const IN: usize, const OUT: usize, const K: usize, const R: usize>(
    io: Io<'_, [i16], [i16]>,
    mean: &Mean,
    how: &Reduce<IN, OUT, K, R>,
) {
    let (kept, reduced) = how.axes();
    means(io, mean, kept, reduced);
}

/// One body for all shapes of a rank.
#[inline(never)]
fn means<const K: usize, const R: usize>(
    mut io: Io<'_, [i16], [i16]>,
    mean: &Mean,
    kept: &[Axis<1>; K],
    reduced: &[Axis<1>; R],
) {
    let mut to = 0;
    walk(kept, [0], |[mut at], inner| {
        for _ in 0..inner.len {
            let sum = sum(io.x(), at, reduced);
            if let Some(y) = io.y().get_mut(to) {
                *y = mean.of(sum);
            }
            at = at.wrapping_add_signed(inner.strides[0]);
            to += 1;
        }
    });
}

#[inline(always)]
fn sum<const R: usize>(x: &[i16], at: usize, axes: &[Axis<1>; R]) -> i32 {
    let mut sum = 0_i32;
    walk(axes, [at], |[mut at], inner| {
        for _ in 0..inner.len {
            sum = sum.wrapping_add(x.get(at).copied().unwrap_or_default().into());
            at = at.wrapping_add_signed(inner.strides[0]);
        }
    });
    sum
}

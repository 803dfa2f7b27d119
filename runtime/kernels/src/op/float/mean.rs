//! MEAN: `y = clamp(Σ x / count)`.
//!
//! Semantics: TFLM's `reference_ops::Mean` of floats, which sums in the order of the input. The clamp
//! implements an activation that follows.

use super::Range;
use crate::bytes::Io;
use crate::op::Reduce;
use crate::op::reduce::fold_axes;
use crate::op::walk::Loop;

/// MEAN over a strided description of the input.
#[inline(always)]
pub fn mean<const IN: usize, const OUT: usize, const K: usize, const R: usize>(
    io: Io<'_, [f32], [f32]>,
    output: Range,
    how: &Reduce<IN, OUT, K, R>,
) {
    means(io, output, const { IN / OUT } as f32, how.axes());
}

/// The code that all shapes of a rank share.
#[inline(never)]
fn means<const K: usize, const R: usize>(
    io: Io<'_, [f32], [f32]>,
    output: Range,
    count: f32,
    axes: (&[Loop<1>; K], &[Loop<1>; R]),
) {
    let mean = |sum| output.clamp(sum / count);
    fold_axes(io, axes, 0.0, |sum, x| sum + x, mean);
}

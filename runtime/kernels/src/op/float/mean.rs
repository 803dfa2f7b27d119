//! MEAN: `y = clamp(Σ x / count)`.
//!
//! Semantics: TFLM's `reference_ops::Mean` of floats, which sums in the order of the input. The clamp is
//! that of an activation after it.

use super::Range;
use crate::bytes::Io;
use crate::op::Reduce;
use crate::op::walk::{Axis, walk};

/// MEAN over a strided description of the input.
#[inline(always)]
pub fn mean<const IN: usize, const OUT: usize, const K: usize, const R: usize>(
    io: Io<'_, [f32], [f32]>,
    output: Range,
    how: &Reduce<IN, OUT, K, R>,
) {
    let (kept, reduced) = how.axes();
    means(io, output, const { IN / OUT } as f32, kept, reduced);
}

/// One body for all shapes of a rank.
#[inline(never)]
fn means<const K: usize, const R: usize>(
    mut io: Io<'_, [f32], [f32]>,
    output: Range,
    count: f32,
    kept: &[Axis<1>; K],
    reduced: &[Axis<1>; R],
) {
    let mut to = 0;
    walk(kept, [0], |[mut at], inner| {
        for _ in 0..inner.len {
            let sum = sum(io.x(), at, reduced);
            if let Some(y) = io.y().get_mut(to) {
                *y = output.clamp(sum / count);
            }
            at = at.wrapping_add_signed(inner.strides[0]);
            to += 1;
        }
    });
}

#[inline(always)]
fn sum<const R: usize>(x: &[f32], at: usize, axes: &[Axis<1>; R]) -> f32 {
    let mut sum = 0.0;
    walk(axes, [at], |[mut at], inner| {
        for _ in 0..inner.len {
            sum += x.get(at).copied().unwrap_or_default();
            at = at.wrapping_add_signed(inner.strides[0]);
        }
    });
    sum
}

//! L2_POOL_2D: `y = clamp(√(Σ x² / count))`.
//!
//! Semantics: TFLM's `reference_ops::L2Pool` of floats: pixels outside of the input do not count.

use crate::bytes::Io;
use crate::op::pool::{Shape, windows};
use crate::op::walk::walk;
use crate::op::{Pool2d, Rows};

use super::Range;

/// L2_POOL_2D of one image, or of some of its rows.
///
/// Of `io`, `x` are rows `[W][C]` below `pad_top` rows of padding (that of `pool` is not looked
/// at), and `y` the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn l2_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: Rows<'_, W, C, OW, C, f32>,
    pad_top: usize,
    pool: &Pool2d<f32>,
) {
    let shape = Shape::of(&mut io, pad_top);
    norms(io.flat().flat(), &shape, pool);
}

/// One body for all shapes.
#[inline(never)]
fn norms(mut io: Io<'_, [f32], [f32]>, shape: &Shape, pool: &Pool2d<f32>) {
    let output = Range {
        min: pool.min,
        max: pool.max,
    };
    windows(shape, pool, |at, axes, to| {
        let count = (axes[0].len * axes[1].len) as f32;
        for (channel, to) in to.enumerate() {
            let mut sum = 0.0;
            walk(&axes, [at + channel], |[mut at], inner| {
                for _ in 0..inner.len {
                    let x = io.x().get(at).copied().unwrap_or_default();
                    sum += x * x;
                    at = at.wrapping_add_signed(inner.strides[0]);
                }
            });
            if let Some(y) = io.y().get_mut(to) {
                *y = output.clamp(libm::sqrtf(sum / count));
            }
        }
    });
}

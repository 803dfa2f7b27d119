//! L2_POOL_2D: `y = clamp(√(Σ x² / count))`.
//!
//! Semantics: TFLM's `reference_ops::L2Pool` of floats: pixels outside of the input do not count.

use super::Range;
use crate::bytes::Io;
use crate::op::pool::{Extent, fold};
use crate::op::{Pool2d, WindowRows};

/// L2_POOL_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`pool.window.pad_top` is ignored), and
/// `io.y` has the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn l2_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: WindowRows<'_, W, C, OW, C, f32>,
    pad_top: usize,
    pool: &Pool2d<f32>,
) {
    let shape = Extent::of(&mut io, pad_top);
    norms(io.flat().flat(), &shape, pool);
}

/// The code that all shapes share.
#[inline(never)]
fn norms(io: Io<'_, [f32], [f32]>, shape: &Extent, pool: &Pool2d<f32>) {
    let norm = |sum, count| Range::of(pool).clamp(libm::sqrtf(sum / count as f32));
    fold(io, shape, pool, 0.0, |sum, x| sum + x * x, norm);
}

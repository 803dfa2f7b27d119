//! AVERAGE_POOL_2D: `y = clamp(Σ x / count)`.
//!
//! Semantics: TFLM's `reference_ops::AveragePool` of floats: pixels outside of the input do not count.

use super::Range;
use crate::bytes::Io;
use crate::op::pool::{Extent, fold};
use crate::op::{Pool2d, WindowRows};

/// AVERAGE_POOL_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`pool.window.pad_top` is ignored), and
/// `io.y` has the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn average_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: WindowRows<'_, W, C, OW, C, f32>,
    pad_top: usize,
    pool: &Pool2d<f32>,
) {
    let shape = Extent::of(&mut io, pad_top);
    averages(io.flat().flat(), &shape, pool);
}

/// The code that all shapes share.
#[inline(never)]
fn averages(io: Io<'_, [f32], [f32]>, shape: &Extent, pool: &Pool2d<f32>) {
    let average = |sum, count| Range::of(pool).clamp(sum / count as f32);
    fold(io, shape, pool, 0.0, |sum, x| sum + x, average);
}

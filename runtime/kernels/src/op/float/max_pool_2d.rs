//! MAX_POOL_2D: `y = clamp(max x)` over the window's pixels that lie in the input.
//!
//! Semantics: TFLM's `reference_ops::MaxPool` of floats: a window without pixels in the input gives
//! the lowest number, and the maximum is C++'s `std::max`, which keeps the first where neither is
//! larger.

use super::Range;
use crate::bytes::Io;
use crate::op::pool::{Extent, fold};
use crate::op::{Pool2d, WindowRows};

/// MAX_POOL_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`pool.window.pad_top` is ignored), and
/// `io.y` has the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn max_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: WindowRows<'_, W, C, OW, C, f32>,
    pad_top: usize,
    pool: &Pool2d<f32>,
) {
    let shape = Extent::of(&mut io, pad_top);
    maxima(io.flat().flat(), &shape, pool);
}

/// The code that all shapes share.
#[inline(never)]
fn maxima(io: Io<'_, [f32], [f32]>, shape: &Extent, pool: &Pool2d<f32>) {
    let larger = |largest, x| if largest < x { x } else { largest };
    let clamp = |largest, _| Range::of(pool).clamp(largest);
    fold(io, shape, pool, f32::MIN, larger, clamp);
}

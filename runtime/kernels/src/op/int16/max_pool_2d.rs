//! MAX_POOL_2D: `y = clamp(max x)` over the window's pixels that lie in the input.
//!
//! Semantics: TFLM's `reference_integer_ops::MaxPool`, as for int8.

use crate::bytes::Io;
use crate::op::pool::{Extent, fold};
use crate::op::{Pool2d, WindowRows};

/// MAX_POOL_2D of one image.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`pool.window.pad_top` is ignored), and
/// `io.y` has the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn max_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: WindowRows<'_, W, C, OW, C, i16>,
    pad_top: usize,
    pool: &Pool2d<i16>,
) {
    let shape = Extent::of(&mut io, pad_top);
    maxima(io.flat().flat(), &shape, pool);
}

/// The code that all shapes share.
#[inline(never)]
fn maxima(io: Io<'_, [i16], [i16]>, shape: &Extent, pool: &Pool2d<i16>) {
    let clamp = |largest: i16, _| largest.min(pool.max);
    fold(io, shape, pool, pool.min, i16::max, clamp);
}

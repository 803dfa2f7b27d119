//! AVERAGE_POOL_2D: `y = clamp(round(Σ x / count))`, ties away from zero.
//!
//! Semantics: TFLM's `reference_integer_ops::AveragePool`, as for int8. Range: `|Σ| ≤ 2^15 · count`
//! fits i32 for windows below `2^16` pixels.

use core::num::NonZeroU32;

use crate::bytes::Io;
use crate::op::average_pool_2d::rounded;
use crate::op::pool::{Extent, fold};
use crate::op::{Pool2d, WindowRows};

/// AVERAGE_POOL_2D of one image.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`pool.window.pad_top` is ignored),
/// and `io.y` has the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn average_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: WindowRows<'_, W, C, OW, C, i16>,
    pad_top: usize,
    pool: &Pool2d<i16>,
) {
    let shape = Extent::of(&mut io, pad_top);
    averages(io.flat().flat(), &shape, pool);
}

/// The code that all shapes share.
#[inline(never)]
fn averages(io: Io<'_, [i16], [i16]>, shape: &Extent, pool: &Pool2d<i16>) {
    let add = |sum: i32, x: i16| sum.wrapping_add(x.into());
    let average = |sum, count| {
        // Every window covers at least one pixel; for others TFLM fails.
        let count = NonZeroU32::new(count as u32).unwrap_or(NonZeroU32::MIN);
        let average = rounded(sum, count);
        average.max(pool.min.into()).min(pool.max.into()) as i16
    };
    fold(io, shape, pool, 0, add, average);
}

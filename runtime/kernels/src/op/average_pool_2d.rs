//! AVERAGE_POOL_2D: `y = clamp(round(Σ x / count))`, ties away from zero.
//!
//! Semantics: TFLM's `reference_integer_ops::AveragePool`: pixels outside of the input do not
//! count, and `(|Σ| + count / 2) / count` takes the sign of the sum. Input and output have the same
//! quantization. Range: `|Σ| ≤ 2^7 · count` fits i32 for windows below `2^24` pixels.

use core::num::NonZeroU32;

use crate::bytes::Io;
use crate::op::pool::{Extent, windows};
use crate::op::reduce::reduce;
use crate::op::{Pool2d, WindowRows};

/// AVERAGE_POOL_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`pool.window.pad_top` is ignored), and
/// `io.y` has the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn average_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: WindowRows<'_, W, C, OW, C>,
    pad_top: usize,
    pool: &Pool2d,
) {
    let shape = Extent::of(&mut io, pad_top);
    averages(io.flat().flat(), &shape, pool);
}

/// The code that all shapes share.
#[inline(never)]
fn averages(mut io: Io<'_, [i8], [i8]>, shape: &Extent, pool: &Pool2d) {
    windows(shape, pool, |at, [rows, columns], to| {
        let count = rows.len.wrapping_mul(columns.len) as u32;
        // Every window covers at least one pixel; for others TFLM fails.
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let finish = |sum| average(sum, count, pool);
        reduce(&mut io, at, to, &[rows, columns], finish);
    });
}

/// Returns the average of `count` pixels with the sum `sum`.
#[inline(always)]
pub(crate) fn average(sum: i32, count: NonZeroU32, pool: &Pool2d) -> i8 {
    let average = rounded(sum, count);
    average.max(pool.min.into()).min(pool.max.into()) as i8
}

/// Returns `sum / count`, ties away from zero.
#[inline(always)]
pub(crate) fn rounded(sum: i32, count: NonZeroU32) -> i32 {
    let half = count.get() / 2;
    let magnitude = (sum.unsigned_abs().wrapping_add(half) / count).cast_signed();
    if sum > 0 {
        magnitude
    } else {
        magnitude.wrapping_neg()
    }
}

//! AVERAGE_POOL_2D: `y = clamp(round(Σ x / count))`, ties away from zero.
//!
//! Semantics: TFLM's `reference_integer_ops::AveragePool`: pixels outside of the input do not
//! count, and `(|Σ| + count / 2) / count` takes the sum's sign. Input and output have the same
//! quantization. Range: `|Σ| ≤ 2^7 · count` fits i32 for windows below `2^24` pixels.

use core::num::NonZeroU32;

use crate::op::Pool2d;
use crate::op::pool::{Shape, windows};
use crate::op::reduce::reduce;

/// AVERAGE_POOL_2D over `N` images, pixel by pixel: `x` is `[N][H][W][C]`, `y` is
/// `[N][OH][OW][C]`.
#[inline(always)]
pub fn average_pool_2d<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
>(
    x: &[[[[i8; C]; W]; H]; N],
    y: &mut [[[[i8; C]; OW]; OH]; N],
    pool: &Pool2d,
) {
    let x = x.as_flattened().as_flattened().as_flattened();
    let y = y.as_flattened_mut().as_flattened_mut().as_flattened_mut();
    averages(x, y, Shape::new::<H, W, C, OH, OW>(), pool);
}

/// One body for all shapes.
#[inline(never)]
fn averages(x: &[i8], y: &mut [i8], shape: &Shape, pool: &Pool2d) {
    windows(x, y, shape, pool, |x, [rows, columns], y| {
        let count = (rows.len * columns.len) as u32;
        // Every window covers a pixel, or TFLM fails.
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        reduce(x, 0, y, &[rows, columns], |sum| average(sum, count, pool));
    });
}

#[inline(always)]
fn average(sum: i32, count: NonZeroU32, pool: &Pool2d) -> i8 {
    let magnitude = ((sum.unsigned_abs() + count.get() / 2) / count).cast_signed();
    let average = if sum > 0 { magnitude } else { -magnitude };
    average.max(pool.min.into()).min(pool.max.into()) as i8
}

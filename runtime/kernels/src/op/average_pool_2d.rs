//! AVERAGE_POOL_2D: `y = clamp(round(Σ x / count))`, ties away from zero.
//!
//! Semantics: TFLM's `reference_integer_ops::AveragePool`: pixels outside of the input do not
//! count, and `(|Σ| + count / 2) / count` takes the sum's sign. Input and output have the same
//! quantization. Range: `|Σ| ≤ 2^7 · count` fits i32 for windows below `2^24` pixels.

use core::num::NonZeroU32;

use crate::op::Pool2d;
use crate::op::pool::LANES;

/// AVERAGE_POOL_2D over `N` images, pixel by pixel: `x` is `[N][H][W][C]`, `y` is
/// `[N][OH][OW][C]`.
#[inline(never)]
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
    for (x, y) in x.iter().zip(y) {
        for (oy, row) in y.iter_mut().enumerate() {
            for (ox, y) in row.iter_mut().enumerate() {
                let (rows, columns) = pool.cover::<W, H>((oy, ox));
                let count = (rows.len() * columns.len()) as u32;
                // Every window covers a pixel, or TFLM fails.
                let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
                let x = x.get(rows).unwrap_or_default();
                let (blocks, rest) = y.as_chunks_mut::<LANES>();
                for (block, y) in blocks.iter_mut().enumerate() {
                    let mut sums = [0; LANES];
                    for pixel in x
                        .iter()
                        .filter_map(|row| row.get(columns.clone()))
                        .flatten()
                    {
                        let x = pixel.as_chunks::<LANES>().0.get(block);
                        for (sum, &x) in sums.iter_mut().zip(x.into_iter().flatten()) {
                            *sum += i32::from(x);
                        }
                    }
                    for (y, sum) in y.iter_mut().zip(sums) {
                        *y = average(sum, count, pool);
                    }
                }
                for (lane, y) in rest.iter_mut().enumerate() {
                    let mut sum = 0;
                    for pixel in x
                        .iter()
                        .filter_map(|row| row.get(columns.clone()))
                        .flatten()
                    {
                        sum += pixel
                            .as_chunks::<LANES>()
                            .1
                            .get(lane)
                            .map_or(0, |&x| i32::from(x));
                    }
                    *y = average(sum, count, pool);
                }
            }
        }
    }
}

#[inline(always)]
fn average(sum: i32, count: NonZeroU32, pool: &Pool2d) -> i8 {
    let magnitude = ((sum.unsigned_abs() + count.get() / 2) / count).cast_signed();
    let average = if sum > 0 { magnitude } else { -magnitude };
    average.max(pool.min.into()).min(pool.max.into()) as i8
}

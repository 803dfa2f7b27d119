//! MAX_POOL_2D: `y = clamp(max x)` over the window's pixels that lie in the input.
//!
//! Semantics: TFLM's `reference_integer_ops::MaxPool`. Input and output have the same
//! quantization.

use crate::op::Pool2d;

/// MAX_POOL_2D over `N` images, pixel by pixel: `x` is `[N][H][W][C]`, `y` is `[N][OH][OW][C]`.
#[inline(never)]
pub fn max_pool_2d<
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
                y.fill(pool.min);
                for row in x.get(rows).unwrap_or_default() {
                    for x in row.get(columns.clone()).unwrap_or_default() {
                        for (y, &x) in y.iter_mut().zip(x) {
                            *y = (*y).max(x);
                        }
                    }
                }
                for y in y {
                    *y = (*y).min(pool.max);
                }
            }
        }
    }
}

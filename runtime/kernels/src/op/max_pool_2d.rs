//! MAX_POOL_2D: `y = clamp(max x)` over the window's pixels that lie in the input.
//!
//! Semantics: TFLM's `reference_integer_ops::MaxPool`. Input and output have the same
//! quantization.

use crate::arch;
use crate::op::Pool2d;
use crate::op::pool::{Shape, windows};
use crate::op::walk::walk;

/// MAX_POOL_2D over `N` images, pixel by pixel: `x` is `[N][H][W][C]`, `y` is `[N][OH][OW][C]`.
#[inline(always)]
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
    let x = x.as_flattened().as_flattened().as_flattened();
    let y = y.as_flattened_mut().as_flattened_mut().as_flattened_mut();
    maxima(x, y, Shape::new::<H, W, C, OH, OW>(), pool);
}

/// One body for all shapes.
#[inline(never)]
fn maxima(x: &[i8], y: &mut [i8], shape: &Shape, pool: &Pool2d) {
    windows(x, y, shape, pool, |x, axes, y| {
        y.fill(pool.min);
        walk(&axes, [0], |[mut at], inner| {
            for _ in 0..inner.len {
                arch::maximum(x.get(at..).unwrap_or_default(), y);
                at = at.wrapping_add_signed(inner.strides[0]);
            }
        });
        for y in y {
            *y = (*y).min(pool.max);
        }
    });
}

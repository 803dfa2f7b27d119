//! AVERAGE_POOL_2D and MEAN over whole images of which a few rows are in memory at a time.
//!
//! The kernels for whole images add the same elements in another order, so the sums are equal.

use core::num::NonZeroU32;

use crate::arch::{self, LANES};
use crate::op::average_pool_2d::average;
use crate::op::{Mean, Pool2d};

/// `sums[c] += Σ x[…][…][c]` over rows `[W][C]`.
#[inline(always)]
pub fn accumulate<const W: usize, const C: usize>(x: &[[[i8; C]; W]], sums: &mut [i32; C]) {
    let pixels = x.as_flattened();
    add(pixels.as_flattened(), pixels.len(), sums);
}

/// The code that all shapes share; `x` has `pixels` pixels.
#[inline(never)]
fn add(mut x: &[i8], pixels: usize, sums: &mut [i32]) {
    let channels = sums.len();
    let (blocks, rest) = sums.as_chunks_mut::<LANES>();
    arch::sum_of_blocks(x, channels, pixels, blocks);
    x = x.get(LANES * blocks.len()..).unwrap_or_default();
    for sums in rest.as_chunks_mut::<1>().0 {
        arch::sum(x, channels, pixels, sums);
        x = x.get(1..).unwrap_or_default();
    }
}

/// AVERAGE_POOL_2D of a window over all `count` pixels of the image, from their sums.
#[inline(never)]
pub fn average_of(sums: &[i32], count: u32, y: &mut [i8], pool: &Pool2d) {
    let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
    for (y, &sum) in y.iter_mut().zip(sums) {
        *y = average(sum, count, pool);
    }
}

/// MEAN over height and width, from the sums of the pixels.
#[inline(never)]
pub fn mean_of(sums: &[i32], y: &mut [i8], mean: &Mean) {
    for (y, &sum) in y.iter_mut().zip(sums) {
        *y = mean.of(sum);
    }
}

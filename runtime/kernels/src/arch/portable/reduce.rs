//! Sums and maxima over pixels, a few channels at a time: AVERAGE_POOL_2D, MAX_POOL_2D and MEAN of int8.

use super::matmul::keep_rolled;

/// Channels that are summed together, in registers.
pub(crate) const LANES: usize = 4;

/// `sums[l] += Σ x[i · stride + l]` over `count` pixels `i`, for each of the first channels `l`.
#[inline(always)]
pub(crate) fn sum<const L: usize>(mut x: &[i8], stride: usize, count: usize, sums: &mut [i32; L]) {
    for _ in 0..count {
        keep_rolled();
        for (sum, &x) in sums
            .iter_mut()
            .zip(x.first_chunk::<L>().into_iter().flatten())
        {
            *sum = sum.wrapping_add(x.into());
        }
        x = x.get(stride..).unwrap_or_default();
    }
}

/// `sums[b][l] += Σ x[i · stride + 4 · b + l]` over `count` pixels `i`.
#[inline(always)]
pub(crate) fn sum_of_blocks(mut x: &[i8], stride: usize, count: usize, sums: &mut [[i32; LANES]]) {
    for sums in sums {
        sum(x, stride, count, sums);
        x = x.get(LANES..).unwrap_or_default();
    }
}

/// The larger value of each pair.
#[inline(always)]
pub(crate) fn maximum<const L: usize>(mut x: [i8; L], y: [i8; L]) -> [i8; L] {
    for (x, y) in x.iter_mut().zip(y) {
        *x = y.max(*x);
    }
    x
}

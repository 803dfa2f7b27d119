//! Sums over strided positions: what AVERAGE_POOL_2D and MEAN share.

use crate::arch;
use crate::op::walk::{Axis, walk};

/// `y[c] = finish(Σ x[at + c + …])` over all positions of `axes`, for neighbouring channels `c`.
#[inline(always)]
pub(crate) fn reduce<const R: usize>(
    x: &[i8],
    mut at: usize,
    y: &mut [i8],
    axes: &[Axis<1>; R],
    finish: impl Fn(i32) -> i8,
) {
    let (blocks, rest) = y.as_chunks_mut::<{ arch::LANES }>();
    for y in blocks {
        let sums: [i32; arch::LANES] = sum(x, at, axes, arch::sum_of_lanes);
        for (y, sum) in y.iter_mut().zip(sums) {
            *y = finish(sum);
        }
        at += arch::LANES;
    }
    for y in rest {
        let [sum] = sum(x, at, axes, arch::sum);
        *y = finish(sum);
        at += 1;
    }
}

/// The sums over all positions, by a function that adds those of the innermost loop.
#[inline(always)]
fn sum<const LANES: usize, const R: usize>(
    x: &[i8],
    start: usize,
    axes: &[Axis<1>; R],
    add: impl Fn(&[i8], usize, usize, &mut [i32; LANES]),
) -> [i32; LANES] {
    let mut sums = [0; LANES];
    walk(axes, [start], |[at], inner| {
        let [stride] = inner.strides;
        let x = x.get(at..).unwrap_or_default();
        add(x, stride.cast_unsigned(), inner.len, &mut sums);
    });
    sums
}

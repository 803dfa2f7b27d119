//! Pooling and MEAN over the channels of a pixel, four channels at a time.

use core::ops::Range;

use crate::arch;
use crate::arch::LANES;
use crate::at::At;
use crate::bytes::Io;
use crate::op::walk::{Loop, walk};

/// Computes `y[c]` for the channels `c` of `to` from the input at `at` and after it: `four` and `one`
/// give the values of four channels and of one, and `finish` converts them.
///
/// Four channels are written before the next four are read.
#[inline(always)]
pub(crate) fn channels<T>(
    io: &mut Io<'_, [i8], [i8]>,
    at: usize,
    to: Range<usize>,
    four: impl Fn(&[i8]) -> [T; LANES],
    one: impl Fn(&[i8]) -> [T; 1],
    finish: impl Fn(T) -> i8,
) {
    let mut part = io.part(at..io.x().len(), to);
    while part.y().len() >= LANES {
        let four = four(part.x());
        for (y, value) in part.y().iter_mut().zip(four) {
            arch::keep_rolled();
            *y = finish(value);
        }
        part = part.skip(LANES, LANES);
    }
    while !part.y().is_empty() {
        let one = one(part.x());
        for (y, value) in part.y().iter_mut().zip(one) {
            *y = finish(value);
        }
        part = part.skip(1, 1);
    }
}

/// Returns the first of the channels that [`channels`] computes last, together.
pub(crate) fn last_channels(channels: usize) -> usize {
    let together = if channels.is_multiple_of(LANES) {
        LANES
    } else {
        1
    };
    channels.saturating_sub(together)
}

/// `y[c] = finish(Σ x[at + c + …])` over all positions of `axes`, for neighboring channels `c`.
#[inline(always)]
pub(crate) fn reduce<const R: usize>(
    io: &mut Io<'_, [i8], [i8]>,
    at: usize,
    to: Range<usize>,
    axes: &[Loop<1>; R],
    finish: impl Fn(i32) -> i8,
) {
    let four = |x: &[i8]| sum(x, axes, arch::sum_of_lanes);
    let one = |x: &[i8]| sum(x, axes, arch::sum);
    channels(io, at, to, four, one, finish);
}

/// `y[i] = finish(value)` for all positions of `kept`, where `fold` computes `value` from the elements at
/// all positions of `reduced`, relative to the position of `kept`, in their order.
#[inline(always)]
pub(crate) fn fold_axes<T: Copy, V: Copy, const K: usize, const R: usize>(
    mut io: Io<'_, [T], [T]>,
    (kept, reduced): (&[Loop<1>; K], &[Loop<1>; R]),
    start: V,
    fold: impl Fn(V, T) -> V,
    finish: impl Fn(V) -> T,
) {
    let mut to = At(0);
    walk(kept, [0], |[mut first], inner| {
        for _ in 0..inner.len {
            let mut value = start;
            walk(reduced, [first], |[mut at], inner| {
                for _ in 0..inner.len {
                    if let Some(&x) = io.x().get(at) {
                        value = fold(value, x);
                    }
                    at = at.wrapping_add_signed(inner.strides[0]);
                }
            });
            if let Some(y) = io.y().get_mut(to.0) {
                *y = finish(value);
            }
            first = first.wrapping_add_signed(inner.strides[0]);
            to += 1;
        }
    });
}

/// Returns the sums of the first channels over all positions, by a function that adds the elements of the
/// innermost loop.
#[inline(always)]
fn sum<const LANES: usize, const R: usize>(
    x: &[i8],
    axes: &[Loop<1>; R],
    add: impl Fn(&[i8], usize, usize, &mut [i32; LANES]),
) -> [i32; LANES] {
    let mut sums = [0; LANES];
    walk(axes, [0], |[at], inner| {
        let [stride] = inner.strides;
        let x = x.get(at..).unwrap_or_default();
        add(x, stride.cast_unsigned(), inner.len, &mut sums);
    });
    sums
}

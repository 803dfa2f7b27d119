//! What pooling and MEAN do to the channels of a pixel: four of them at a time.

use core::ops::Range;

use crate::arch;
use crate::arch::LANES;
use crate::bytes::Io;
use crate::op::walk::{Axis, walk};

/// `y[c]` for the channels `c` of `to`, by functions of the input and of a channel's place in it:
/// the first of them is at `at`.
///
/// What becomes of four channels is written before the next four are read.
#[inline(always)]
pub(crate) fn channels(
    io: &mut Io<'_, [i8], [i8]>,
    mut at: usize,
    mut to: Range<usize>,
    four: impl Fn(&[i8], usize) -> [i8; LANES],
    one: impl Fn(&[i8], usize) -> i8,
) {
    while to.len() >= LANES {
        let four = four(io.x(), at);
        let y = io.y().get_mut(to.start..).unwrap_or_default();
        if let Some(y) = y.first_chunk_mut() {
            *y = four;
        }
        at += LANES;
        to.start += LANES;
    }
    for to in to {
        let one = one(io.x(), at);
        if let Some(y) = io.y().get_mut(to) {
            *y = one;
        }
        at += 1;
    }
}

/// The first of the channels that [`channels`] computes last, together.
pub(crate) fn last_channels(channels: usize) -> usize {
    let together = if channels.is_multiple_of(LANES) {
        LANES
    } else {
        1
    };
    channels.saturating_sub(together)
}

/// `y[c] = finish(Σ x[at + c + …])` over all positions of `axes`, for neighbouring channels `c`.
#[inline(always)]
pub(crate) fn reduce<const R: usize>(
    io: &mut Io<'_, [i8], [i8]>,
    at: usize,
    to: Range<usize>,
    axes: &[Axis<1>; R],
    finish: impl Fn(i32) -> i8,
) {
    let four = |x: &[i8], at| sum(x, at, axes, arch::sum_of_lanes).map(&finish);
    let one = |x: &[i8], at| {
        let [sum] = sum(x, at, axes, arch::sum);
        finish(sum)
    };
    channels(io, at, to, four, one);
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

//! What AVERAGE_POOL_2D and MAX_POOL_2D share: windows that are cut at the input's borders.

use core::ops::Range;

use crate::at::At;
use crate::bytes::Io;
use crate::layout;
use crate::op::overlap::of_pixels;
use crate::op::reduce::last_channels;
use crate::op::walk::{Axis, walk};
use crate::op::{Rows, Window};
use crate::overlap::Overlap;

/// What a pooling needs besides its tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool2d<T = i8> {
    /// Steps of the window; its dilation is 1.
    pub window: Window,
    /// Rows of the window.
    pub height: usize,
    /// Columns of the window.
    pub width: usize,
    /// Smallest output.
    pub min: T,
    /// Largest output.
    pub max: T,
}

/// Rows, columns and channels of an input, and rows and columns of what becomes of it.
#[derive(Debug)]
pub(crate) struct Shape {
    height: usize,
    width: usize,
    channels: usize,
    out_height: usize,
    out_width: usize,
    pad_top: usize,
}

impl Shape {
    /// That of rows of an input below `pad_top` rows of padding.
    #[inline(always)]
    pub(crate) fn of<const W: usize, const C: usize, const OW: usize, T>(
        io: &mut Rows<'_, W, C, OW, C, T>,
        pad_top: usize,
    ) -> Self {
        Self {
            height: io.x().len(),
            width: W,
            channels: C,
            out_height: io.y().len(),
            out_width: OW,
            pad_top,
        }
    }
}

/// Runs `body` on every output pixel's window: its first input, its rows and columns that lie in the
/// input, and its outputs.
///
/// Rows that follow each other without a gap are one row.
#[inline(always)]
pub(crate) fn windows<T>(
    shape: &Shape,
    pool: &Pool2d<T>,
    mut body: impl FnMut(usize, [Axis<1>; 2], Range<usize>),
) {
    let (channels, window) = (shape.channels, pool.window);
    let pitch = shape.width.wrapping_mul(channels);
    let mut to = At(0);
    for oy in 0..shape.out_height {
        let start = At(oy) * window.stride_h;
        let (top, rows) = cut(start, shape.pad_top, pool.height, shape.height);
        for ox in 0..shape.out_width {
            let start = At(ox) * window.stride_w;
            let (left, columns) = cut(start, window.pad_left, pool.width, shape.width);
            let (rows, columns) = if columns == shape.width {
                (1, rows.wrapping_mul(columns))
            } else {
                (rows, columns)
            };
            let axes = [axis(rows, pitch), axis(columns, channels)];
            let from = At(top) * pitch + At(left) * channels;
            body(from.0, axes, to.run(channels));
            to += channels;
        }
    }
}

/// `y = finish(value, count)` of each channel of a window, where `value` is what `fold` makes of its `count`
/// elements in the input, in their order.
#[inline(always)]
pub(crate) fn fold<T: Copy, V: Copy>(
    mut io: Io<'_, [T], [T]>,
    shape: &Shape,
    pool: &Pool2d<T>,
    start: V,
    fold: impl Fn(V, T) -> V,
    finish: impl Fn(V, usize) -> T,
) {
    windows(shape, pool, |at, axes, to| {
        let count = axes[0].len.wrapping_mul(axes[1].len);
        for (channel, to) in (0..shape.channels).zip(to) {
            let mut value = start;
            walk(&axes, [at.wrapping_add(channel)], |[mut at], inner| {
                for _ in 0..inner.len {
                    if let Some(&x) = io.x().get(at) {
                        value = fold(value, x);
                    }
                    at = at.wrapping_add_signed(inner.strides[0]);
                }
            });
            if let Some(y) = io.y().get_mut(to) {
                *y = finish(value, count);
            }
        }
    });
}

#[inline(always)]
fn axis(len: usize, stride: usize) -> Axis<1> {
    Axis {
        len,
        strides: [stride.cast_signed()],
    }
}

/// Start and length of `[start − pad, start − pad + size)` within `[0, len)`.
#[inline(always)]
fn cut(start: At, pad: usize, size: usize, len: usize) -> (usize, usize) {
    let end = (start + size).0.saturating_sub(pad).min(len);
    let start = start.0.saturating_sub(pad);
    (start, end.saturating_sub(start))
}

/// How far the output may lie over the input: pixel by pixel, of each the channels one after the
/// other.
pub fn overlap(shape: &layout::Shape) -> Overlap {
    let channels = shape.output[3];
    // All channels but the last ones, then these.
    let last = last_channels(channels);
    of_pixels(shape, 2, |part| part * last, |part| [last, channels][part])
}

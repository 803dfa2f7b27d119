//! The windows of AVERAGE_POOL_2D and MAX_POOL_2D, which are cut at the input's borders.

use core::ops::Range;

use crate::at::At;
use crate::bytes::Io;
use crate::op::overlap::of_pixels;
use crate::op::reduce::last_channels;
use crate::op::walk::{Loop, walk};
use crate::op::{Shape, Window, WindowRows};
use crate::overlap::Overlap;

/// The parameters of a pooling.
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

/// Rows, columns and channels of an input, and rows and columns of the output.
#[derive(Debug)]
pub(crate) struct Extent {
    height: usize,
    width: usize,
    channels: usize,
    out_height: usize,
    out_width: usize,
    pad_top: usize,
}

impl Extent {
    /// Returns the shape of an input's rows below `pad_top` rows of padding.
    #[inline(always)]
    pub(crate) fn of<const W: usize, const C: usize, const OW: usize, T>(
        io: &mut WindowRows<'_, W, C, OW, C, T>,
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

/// Calls `body` for the window of every output pixel with its first input, its rows and columns that
/// lie in the input, and its outputs.
///
/// Rows that are adjacent without a gap are one row.
#[inline(always)]
pub(crate) fn windows<T>(
    shape: &Extent,
    pool: &Pool2d<T>,
    mut body: impl FnMut(usize, [Loop<1>; 2], Range<usize>),
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

/// `y = finish(value, count)` for each channel of a window, where `fold` computes `value` from its `count`
/// elements in the input, in their order.
#[inline(always)]
pub(crate) fn fold<T: Copy, V: Copy>(
    mut io: Io<'_, [T], [T]>,
    shape: &Extent,
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
fn axis(len: usize, stride: usize) -> Loop<1> {
    Loop {
        len,
        strides: [stride.cast_signed()],
    }
}

/// Returns start and length of `[start − pad, start − pad + size)` within `[0, len)`.
#[inline(always)]
fn cut(start: At, pad: usize, size: usize, len: usize) -> (usize, usize) {
    let end = (start + size).0.saturating_sub(pad).min(len);
    let start = start.0.saturating_sub(pad);
    (start, end.saturating_sub(start))
}

/// Returns how far the output may lie over the input: pixel by pixel, and the channels of each
/// pixel one after another.
pub fn overlap(shape: &Shape) -> Overlap {
    let channels = shape.output[3];
    // Each pixel is two parts: all channels except the last ones, and the last ones.
    let last = last_channels(channels);
    of_pixels(shape, 2, |part| part * last, |part| [last, channels][part])
}

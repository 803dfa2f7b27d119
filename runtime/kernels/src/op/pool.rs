//! What AVERAGE_POOL_2D and MAX_POOL_2D share: windows that are cut at the input's borders.

use crate::op::Window;
use crate::op::walk::Axis;

/// What a pooling needs besides its tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool2d {
    /// Steps of the window; its dilation is 1.
    pub window: Window,
    /// Rows of the window.
    pub height: usize,
    /// Columns of the window.
    pub width: usize,
    /// Smallest output.
    pub min: i8,
    /// Largest output.
    pub max: i8,
}

/// Rows, columns and channels of an image, and rows and columns of what becomes of it.
#[derive(Debug)]
pub(crate) struct Shape {
    height: usize,
    width: usize,
    channels: usize,
    out_height: usize,
    out_width: usize,
}

impl Shape {
    /// In the program, so that it costs no stack.
    #[inline(always)]
    pub(crate) const fn new<
        const H: usize,
        const W: usize,
        const C: usize,
        const OH: usize,
        const OW: usize,
    >() -> &'static Self {
        const {
            &Self {
                height: H,
                width: W,
                channels: C,
                out_height: OH,
                out_width: OW,
            }
        }
    }
}

/// Runs `body` on every output pixel's window: the input from its first pixel on, its rows and
/// columns that lie in the input, and the output pixel.
///
/// Rows that follow each other without a gap are one row.
#[inline(always)]
pub(crate) fn windows(
    mut x: &[i8],
    y: &mut [i8],
    shape: &Shape,
    pool: &Pool2d,
    mut body: impl FnMut(&[i8], [Axis<1>; 2], &mut [i8]),
) {
    let (channels, window) = (shape.channels, pool.window);
    let pitch = shape.width * channels;
    // No dimension is 0: else there is no output.
    let mut pixels = y.chunks_exact_mut(channels.max(1));
    while pixels.len() > 0 {
        for oy in 0..shape.out_height {
            let (top, rows) = cut(
                oy * window.stride_h,
                window.pad_top,
                pool.height,
                shape.height,
            );
            for ox in 0..shape.out_width {
                let (left, columns) = cut(
                    ox * window.stride_w,
                    window.pad_left,
                    pool.width,
                    shape.width,
                );
                let first = x.get(top * pitch + left * channels..).unwrap_or_default();
                let (rows, columns) = if columns == shape.width {
                    (1, rows * columns)
                } else {
                    (rows, columns)
                };
                let axes = [axis(rows, pitch), axis(columns, channels)];
                let Some(y) = pixels.next() else { return };
                body(first, axes, y);
            }
        }
        x = x.get(shape.height * pitch..).unwrap_or_default();
    }
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
fn cut(start: usize, pad: usize, size: usize, len: usize) -> (usize, usize) {
    let end = (start + size).saturating_sub(pad).min(len);
    let start = start.saturating_sub(pad);
    (start, end.saturating_sub(start))
}

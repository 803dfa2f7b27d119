//! How far the output of each kernel may lie over its input, where the images of a batch are computed
//! one after another.

use crate::op::Shape;
use crate::op::Window;
use crate::overlap::Overlap;

pub use super::conv_2d::overlap as conv_2d;
pub use super::depthwise_conv_2d::overlap as depthwise_conv_2d;
pub use super::elementwise::overlap as elementwise;
pub use super::map::overlap as map;
pub use super::mean::overlap as mean;
pub use super::pool::overlap as pool_2d;
pub use super::softmax::overlap as softmax;

/// Returns the overlap of a kernel that computes each pixel of the output in `parts` parts: part
/// `k` reads no channel before `read(k)` of the pixels under the window, and afterwards the first
/// `written(k)` channels of the output's pixel are written.
pub(super) fn of_pixels(
    shape: &Shape,
    parts: usize,
    read: impl Fn(usize) -> usize,
    written: impl Fn(usize) -> usize,
) -> Overlap {
    let [images, height, width, channels] = shape.input;
    let [_, rows, columns, outputs] = shape.output;
    let read = |part: usize| {
        let (pixel, part) = (part / parts, part % parts);
        let (image, pixel) = (pixel / (rows * columns), pixel % (rows * columns));
        let seen = first_seen(shape, (pixel / columns, pixel % columns));
        seen.map_or(usize::MAX, |(row, column)| {
            ((image * height + row) * width + column) * channels + read(part)
        })
    };
    let written = |part: usize| part / parts * outputs + written(part % parts);
    Overlap::of_reads(images * rows * columns * parts, read, written)
}

/// Returns the first row and the first column that output pixel `(oy, ox)` reads; `None` where it
/// reads padding only.
fn first_seen(shape: &Shape, (oy, ox): (usize, usize)) -> Option<(usize, usize)> {
    let &Window {
        stride_h,
        stride_w,
        dilation_h,
        dilation_w,
        pad_top,
        pad_left,
    } = &shape.window;
    let first = |start: usize, dilation: usize, taps: usize, pad: usize, size: usize| {
        let tap = pad.saturating_sub(start).div_ceil(dilation);
        let seen = (start + tap * dilation).saturating_sub(pad);
        (tap < taps && seen < size).then_some(seen)
    };
    let [_, height, width, _] = shape.input;
    let row = first(oy * stride_h, dilation_h, shape.kernel[0], pad_top, height)?;
    let column = first(ox * stride_w, dilation_w, shape.kernel[1], pad_left, width)?;
    Some((row, column))
}

//! CONV_2D: `y[oy][ox][co] = clamp(bias[co] + Σ x · w[co])`.
//!
//! Semantics: TFLM's `reference_ops::Conv` of floats, groups included. Taps outside of the input are
//! skipped.

use core::ops;

use super::dense::{DenseFilters, Runs, dense};
use super::{Range, Weight};
use crate::bytes::Io;
use crate::layout::{LANES, Lanes};
use crate::op::Shape;
use crate::op::overlap::of_pixels;
use crate::op::taps::{Taps, WindowAxis};
use crate::op::{Window, WindowRows};
use crate::overlap::Overlap;

/// The parameters of a convolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conv2d {
    /// Steps of the window.
    pub window: Window,
    /// Rows and columns of the window.
    pub kernel: [usize; 2],
    /// Groups of channels; 1 for a DEPTHWISE_CONV_2D.
    pub groups: usize,
    /// Smallest and largest output.
    pub output: Range,
}

/// CONV_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][CI]` below `pad_top` rows of padding (`conv.window.pad_top` is ignored),
/// and `io.y` has the rows `[OW][CO]` that are computed. Each output channel has `K` products: the
/// input channels of the group at each tap of the window.
#[inline(always)]
pub fn conv_2d<
    const W: usize,
    const CI: usize,
    const OW: usize,
    const CO: usize,
    const K: usize,
    T: Weight,
>(
    mut io: WindowRows<'_, W, CI, OW, CO, f32>,
    pad_top: usize,
    weights: &Lanes<K, CO, T>,
    bias: &[f32; CO],
    conv: &Conv2d,
) {
    let filters = DenseFilters {
        weights: weights.0.as_flattened(),
        bias,
        products: K,
        output: conv.output,
    };
    let sizes = RowSizes::new(conv, pad_top, [io.x().len(), W, CI], [io.y().len(), OW, CO]);
    convolve(io.flat().flat(), &filters, &sizes);
}

/// Returns how far the output may lie over the input, which is read again for each block of
/// channels.
pub(super) fn overlap(shape: &Shape) -> Overlap {
    let inputs = shape.input[3] / shape.groups;
    let outputs = shape.output[3] / shape.groups;
    // A group is two parts: all blocks except the last, and the last block.
    let last = if outputs.is_multiple_of(LANES) {
        outputs.saturating_sub(LANES)
    } else {
        outputs.saturating_sub(1)
    };
    let read = |part: usize| part / 2 * inputs;
    let written = |part: usize| part / 2 * outputs + [last, outputs][part % 2];
    of_pixels(shape, 2 * shape.groups, read, written)
}

/// The sizes of a convolution of some rows.
pub(super) struct RowSizes {
    /// Rows and columns of the window.
    pub(super) axes: [WindowAxis; 2],
    /// Columns and channels of the input.
    input: [usize; 2],
    /// Rows, columns and channels of the output.
    pub(super) output: [usize; 3],
    groups: usize,
    /// Input channels of a group.
    group: usize,
}

impl RowSizes {
    /// Creates the sizes from shapes of rows, columns and channels.
    #[inline(always)]
    pub(super) fn new(
        conv: &Conv2d,
        pad_top: usize,
        input: [usize; 3],
        output: [usize; 3],
    ) -> Self {
        let (window, [height, width, channels]) = (conv.window, input);
        let rows = WindowAxis {
            stride: window.stride_h,
            dilation: window.dilation_h,
            pad: pad_top,
            taps: conv.kernel[0],
            size: height,
        };
        let columns = WindowAxis {
            stride: window.stride_w,
            dilation: window.dilation_w,
            pad: window.pad_left,
            taps: conv.kernel[1],
            size: width,
        };
        Self {
            axes: [rows, columns],
            input: [width, channels],
            output,
            groups: conv.groups,
            group: channels.checked_div(conv.groups).unwrap_or_default(),
        }
    }

    /// Returns the taps of the window of an output pixel.
    #[inline(always)]
    pub(super) fn window(&self, oy: usize, ox: usize) -> [Taps; 2] {
        [self.axes[0].taps(oy), self.axes[1].taps(ox)]
    }
}

#[inline(never)]
fn convolve<W: Weight>(
    mut io: Io<'_, [f32], [f32]>,
    filters: &DenseFilters<'_, W>,
    sizes: &RowSizes,
) {
    let [height, width, channels] = sizes.output;
    let together = channels.checked_div(sizes.groups).unwrap_or_default();
    let mut to = 0;
    for oy in 0..height {
        for ox in 0..width {
            let mut filters = *filters;
            let taps = sizes.window(oy, ox);
            for group in 0..sizes.groups {
                let seen = Seen {
                    sizes,
                    taps: &taps,
                    first: group * sizes.group,
                };
                let inputs = 0..io.x().len();
                let part = io.part(inputs, to..to + together);
                dense(part, &seen, filters.take(together));
                to += together;
            }
        }
    }
}

/// The inputs of one group of channels under a window.
struct Seen<'a> {
    sizes: &'a RowSizes,
    taps: &'a [Taps; 2],
    /// The group's first channel.
    first: usize,
}

impl Runs for Seen<'_> {
    #[inline(always)]
    fn each(&self, mut add: impl FnMut(ops::Range<usize>, usize)) {
        let ([rows, columns], [by_row, by_column]) = (self.taps, &self.sizes.axes);
        let ([width, channels], group) = (self.sizes.input, self.sizes.group);
        let taps = columns.range.len();
        // The taps of a row are one run where they are adjacent.
        let (runs, run) = match by_column.dilation == 1 && group == channels {
            true => (1, taps * group),
            false => (taps, group),
        };
        let mut row = (rows.at * width + columns.at) * channels + self.first;
        for ky in rows.range.clone() {
            let mut product = (ky * by_column.taps + columns.range.start) * group;
            let mut at = row;
            for _ in 0..runs {
                add(at..at + run, product);
                at += by_column.dilation * channels;
                product += group;
            }
            row += by_row.dilation * width * channels;
        }
    }
}

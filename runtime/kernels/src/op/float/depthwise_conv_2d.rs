//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.
//!
//! Semantics: TFLM's `reference_ops::DepthwiseConv` of floats. Taps outside of the input are skipped.

use super::conv_2d::{Conv2d, RowSizes};
use super::{Range, Weight};
use crate::bytes::Io;
use crate::layout::LANES;
use crate::op::Shape;
use crate::op::WindowRows;
use crate::op::overlap::of_pixels;
use crate::op::taps::Taps;
use crate::overlap::Overlap;

/// DEPTHWISE_CONV_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`conv.window.pad_top` is ignored),
/// and `io.y` has the rows `[OW][CO]` that are computed; `weights` are in TFLite's order.
#[inline(always)]
pub fn depthwise_conv_2d<
    const W: usize,
    const C: usize,
    const OW: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
    T: Weight,
>(
    mut io: WindowRows<'_, W, C, OW, CO, f32>,
    pad_top: usize,
    weights: &[[[T; CO]; KW]; KH],
    bias: &[f32; CO],
    conv: &Conv2d,
) {
    let sizes = RowSizes::new(conv, pad_top, [io.x().len(), W, C], [io.y().len(), OW, CO]);
    let filters = DepthwiseFilters {
        weights: weights.as_flattened().as_flattened(),
        bias,
        output: conv.output,
        channels: C,
        multiplier: const { CO / C },
    };
    convolve(io.flat().flat(), &filters, &sizes);
}

/// Returns how far the output may lie over the input: channels that are summed together are written
/// after they are read.
pub(super) fn overlap(shape: &Shape) -> Overlap {
    let [inputs, outputs] = [shape.input[3], shape.output[3]];
    let multiplier = outputs / inputs.max(1);
    let read = |channel: usize| channel / multiplier.max(1);
    if multiplier == 1 && outputs >= LANES {
        // The parts are the blocks, and then single channels.
        let blocks = outputs / LANES;
        let first = |part: usize| match part.checked_sub(blocks) {
            Some(rest) => blocks * LANES + rest,
            None => part * LANES,
        };
        let parts = blocks + outputs % LANES;
        return of_pixels(shape, parts, first, |part| first(part + 1));
    }
    of_pixels(shape, outputs, read, |channel| channel + 1)
}

/// The filters of all channels.
struct DepthwiseFilters<'a, W> {
    weights: &'a [W],
    bias: &'a [f32],
    output: Range,
    channels: usize,
    multiplier: usize,
}

#[inline(never)]
fn convolve<W: Weight>(
    mut io: Io<'_, [f32], [f32]>,
    filters: &DepthwiseFilters<'_, W>,
    sizes: &RowSizes,
) {
    let [height, width, channels] = sizes.output;
    let mut to = 0;
    for oy in 0..height {
        for ox in 0..width {
            let window = PixelWindow {
                filters,
                sizes,
                taps: sizes.window(oy, ox),
            };
            let inputs = 0..io.x().len();
            window.channels(io.part(inputs, to..to + channels));
            to += channels;
        }
    }
}

/// The window of one output pixel.
struct PixelWindow<'a, W> {
    filters: &'a DepthwiseFilters<'a, W>,
    sizes: &'a RowSizes,
    taps: [Taps; 2],
}

impl<W: Weight> PixelWindow<'_, W> {
    /// Computes all output channels.
    #[inline(always)]
    fn channels(&self, mut io: Io<'_, [f32], [f32]>) {
        let (mut input, mut output) = (0, 0);
        if self.filters.multiplier == 1 {
            while io.y().len() >= LANES {
                self.block::<LANES>(&mut io, output, output);
                io = io.skip(0, LANES);
                output += LANES;
            }
            input = output;
        }
        while !io.y().is_empty() {
            for _ in 0..self.filters.multiplier {
                self.block::<1>(&mut io, input, output);
                io = io.skip(0, 1);
                output += 1;
            }
            input += 1;
        }
    }

    /// Computes the first `L` outputs: from channel `output` on, with the inputs from channel
    /// `input` on.
    #[inline(always)]
    fn block<const L: usize>(&self, io: &mut Io<'_, [f32], [f32]>, input: usize, output: usize) {
        let (filters, [rows, columns]) = (self.filters, &self.taps);
        let [by_row, by_column] = &self.sizes.axes;
        let count = filters.bias.len();
        let mut sums = [0.0; L];
        let mut row = (rows.at * by_column.size + columns.at) * filters.channels + input;
        for ky in rows.range.clone() {
            let (mut at, mut tap) = (row, (ky * by_column.taps + columns.range.start) * count);
            for _ in columns.range.clone() {
                let x = io.x().get(at..).and_then(<[f32]>::first_chunk::<L>);
                let weights = filters.weights.get(tap + output..);
                let weights = weights.and_then(<[W]>::first_chunk::<L>);
                let (Some(x), Some(weights)) = (x, weights) else {
                    return;
                };
                for ((sum, x), weight) in sums.iter_mut().zip(x).zip(weights) {
                    *sum += x * weight.value();
                }
                at += by_column.dilation * filters.channels;
                tap += count;
            }
            row += by_row.dilation * by_column.size * filters.channels;
        }
        let bias = filters.bias.get(output..).unwrap_or_default();
        for ((y, sum), bias) in io.y().iter_mut().zip(sums).zip(bias) {
            *y = filters.output.clamp(sum + bias);
        }
    }
}

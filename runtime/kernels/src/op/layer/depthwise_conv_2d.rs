//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.

use super::{Arithmetic, CHANNELS, Grid, Images, SeenRows, blocks, finish};
use crate::at::At;
use crate::bytes::Io;
use crate::op::Shape;

/// DEPTHWISE_CONV_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding, and `io.y` has the rows `[OW][CO]` that are
/// computed; the numbers of images and rows in `shape` and its `window.pad_top` are ignored. `weights` are
/// `[KH][KW][CO]`.
#[inline(always)]
pub fn depthwise_conv_2d<
    const W: usize,
    const C: usize,
    const OW: usize,
    const CO: usize,
    A: Arithmetic,
>(
    mut io: Images<'_, A, W, C, OW, CO>,
    pad_top: usize,
    weights: &[A::W],
    shape: &Shape,
    arithmetic: &A,
) {
    let [input, output] = [io.x().len(), io.y().len()];
    let io = io.flat().flat();
    convolve(io, input, pad_top, output, weights, shape, arithmetic);
}

/// The code that all shapes share: `output` rows from `input` rows below `pad_top` rows of padding. Numbers of rows are
/// arguments by themselves, as constants then reach the code of a model's only layer.
#[inline(never)]
fn convolve<A: Arithmetic>(
    mut io: Io<'_, [A::X], [A::Y]>,
    input: usize,
    pad_top: usize,
    output: usize,
    weights: &[A::W],
    shape: &Shape,
    arithmetic: &A,
) {
    let ([_, _, input_width, channels], [_, _, width, outputs]) = (shape.input, shape.output);
    let [rows, columns] = shape.axes(&SeenRows { input, pad_top });
    let (x_steps, kernel_w) = (shape.x_steps(), shape.kernel[1]);
    let mut to = At(0);
    for oy in 0..output {
        let rows = rows.taps(oy);
        for ox in 0..width {
            let columns = columns.taps(ox);
            let first = (At(rows.at) * input_width + columns.at) * channels;
            let tap = At(rows.range.start) * kernel_w + columns.range.start;
            let taps = Grid {
                count: [rows.range.len(), columns.range.len()],
                x: x_steps,
                w: [kernel_w.wrapping_mul(outputs), outputs],
            };
            let w = weights.get((tap * outputs).0..).unwrap_or_default();
            pixel(
                &mut io,
                [first, to],
                [channels, outputs],
                w,
                &taps,
                arithmetic,
            );
            to += outputs;
        }
    }
}

/// Computes all channels of a pixel, from its first input and its first output on: in blocks where each input
/// channel has one filter.
#[inline(always)]
fn pixel<A: Arithmetic>(
    io: &mut Io<'_, [A::X], [A::Y]>,
    [from, to]: [At; 2],
    [channels, outputs]: [usize; 2],
    w: &[A::W],
    taps: &Grid,
    arithmetic: &A,
) {
    if outputs == channels && outputs >= CHANNELS {
        for block in blocks(outputs) {
            let mut sums = [A::Sum::default(); CHANNELS];
            let x = io.x().get((from + block.start).0..).unwrap_or_default();
            let w = w.get(block.start..).unwrap_or_default();
            arithmetic.lanes(&mut sums, x, w, taps);
            let y = io.y().get_mut((to + block.start).0..);
            finish(arithmetic, &sums, block, y.unwrap_or_default());
        }
        return;
    }
    let multiplier = outputs.checked_div(channels).unwrap_or_default();
    for output in 0..outputs {
        let channel = output.checked_div(multiplier).unwrap_or_default();
        let mut sums = [A::Sum::default()];
        let x = io.x().get((from + channel).0..).unwrap_or_default();
        let w = w.get(output..).unwrap_or_default();
        arithmetic.lanes(&mut sums, x, w, taps);
        let [sum] = sums;
        if let Some(y) = io.y().get_mut((to + output).0) {
            *y = arithmetic.finish(sum, output);
        }
    }
}

//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.

use super::{Arithmetic, CHANNELS, Grid, Layer, blocks, finish};
use crate::at::At;

/// DEPTHWISE_CONV_2D of all images. `weights` are `[KH][KW][CO]`.
#[inline(never)]
pub fn depthwise_conv_2d<A: Arithmetic>(
    x: &[A::X],
    y: &mut [A::Y],
    weights: &[A::W],
    layer: &Layer,
    arithmetic: &A,
) {
    let [images, height, width, outputs] = layer.output;
    let [_, input_height, input_width, channels] = layer.input;
    let [rows, columns] = layer.axes();
    let (x_steps, kernel_w) = (layer.x_steps(), layer.kernel[1]);
    let mut y = y;
    for image in 0..images {
        for oy in 0..height {
            let rows = rows.taps(oy);
            for ox in 0..width {
                let columns = columns.taps(ox);
                let first =
                    ((At(image) * input_height + rows.at) * input_width + columns.at) * channels;
                let tap = At(rows.range.start) * kernel_w + columns.range.start;
                let taps = Grid {
                    count: [rows.range.len(), columns.range.len()],
                    x: x_steps,
                    w: [kernel_w.wrapping_mul(outputs), outputs],
                };
                let x = x.get(first.0..).unwrap_or_default();
                let w = weights.get((tap * outputs).0..).unwrap_or_default();
                pixel((x, channels), (y, outputs), w, &taps, arithmetic);
                y = y.get_mut(outputs..).unwrap_or_default();
            }
        }
    }
}

/// All channels of a pixel, from its first tap on: in blocks where each input channel has one filter.
#[inline(always)]
fn pixel<A: Arithmetic>(
    (x, channels): (&[A::X], usize),
    (y, outputs): (&mut [A::Y], usize),
    w: &[A::W],
    taps: &Grid,
    arithmetic: &A,
) {
    if outputs == channels && outputs >= CHANNELS {
        for block in blocks(outputs) {
            let mut sums = [A::Sum::default(); CHANNELS];
            let x = x.get(block.start..).unwrap_or_default();
            let w = w.get(block.start..).unwrap_or_default();
            arithmetic.lanes(&mut sums, x, w, taps);
            let y = y.get_mut(block.start..).unwrap_or_default();
            finish(arithmetic, &sums, block, y);
        }
        return;
    }
    let multiplier = outputs.checked_div(channels).unwrap_or_default();
    for (output, y) in (0..outputs).zip(y) {
        let channel = output.checked_div(multiplier).unwrap_or_default();
        let mut sums = [A::Sum::default()];
        let x = x.get(channel..).unwrap_or_default();
        let w = w.get(output..).unwrap_or_default();
        arithmetic.lanes(&mut sums, x, w, taps);
        let [sum] = sums;
        *y = arithmetic.finish(sum, output);
    }
}

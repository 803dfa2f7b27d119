//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.

use super::{Arithmetic, CHANNELS, Grid, Layer, blocks, finish};

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
    let ([rows, columns], window) = (layer.axes(), &layer.window);
    let x_steps = [
        window.dilation_h * input_width * channels,
        window.dilation_w * channels,
    ];
    let mut y = y;
    for image in 0..images {
        for oy in 0..height {
            let rows = rows.taps(oy);
            for ox in 0..width {
                let columns = columns.taps(ox);
                let first =
                    ((image * input_height + rows.at) * input_width + columns.at) * channels;
                let tap = rows.range.start * layer.kernel[1] + columns.range.start;
                let taps = Grid {
                    count: [rows.range.len(), columns.range.len()],
                    x: x_steps,
                    w: [layer.kernel[1] * outputs, outputs],
                };
                let x = x.get(first..).unwrap_or_default();
                let w = weights.get(tap * outputs..).unwrap_or_default();
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
    for (output, y) in y.iter_mut().take(outputs).enumerate() {
        let channel = output.checked_div(multiplier).unwrap_or_default();
        let mut sums = [A::Sum::default()];
        let x = x.get(channel..).unwrap_or_default();
        let w = w.get(output..).unwrap_or_default();
        arithmetic.lanes(&mut sums, x, w, taps);
        let [sum] = sums;
        *y = arithmetic.finish(sum, output);
    }
}

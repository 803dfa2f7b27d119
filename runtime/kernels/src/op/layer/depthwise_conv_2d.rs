//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.

use super::{Arithmetic, Layer};

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
    let multiplier = outputs.checked_div(channels).unwrap_or_default();
    let [rows, columns] = layer.axes();
    let window = &layer.window;
    let mut y = y.iter_mut();
    for image in 0..images {
        for oy in 0..height {
            let rows = rows.taps(oy);
            for ox in 0..width {
                let columns = columns.taps(ox);
                let first =
                    ((image * input_height + rows.at) * input_width + columns.at) * channels;
                for output in 0..outputs {
                    let channel = output.checked_div(multiplier).unwrap_or_default();
                    let mut sum = A::Sum::default();
                    for (row, ky) in rows.range.clone().enumerate() {
                        let mut from =
                            first + channel + row * window.dilation_h * input_width * channels;
                        let mut at =
                            (ky * layer.kernel[1] + columns.range.start) * outputs + output;
                        for _ in columns.range.clone() {
                            if let (Some(&x), Some(&w)) = (x.get(from), weights.get(at)) {
                                sum = arithmetic.add(sum, x, w);
                            }
                            from += window.dilation_w * channels;
                            at += outputs;
                        }
                    }
                    if let Some(y) = y.next() {
                        *y = arithmetic.finish(sum, output);
                    }
                }
            }
        }
    }
}

//! Convolutions by their definition, in i64.

use super::requantize;
use tiny_model_kernels::op::Window;
use tiny_model_kernels::requantize::{Output, Scale};

/// Shapes as numbers: `[N, H, W, C]` and so on.
#[derive(Clone, Copy)]
pub(crate) struct Shapes {
    pub(crate) x: [usize; 4],
    pub(crate) y: [usize; 4],
    pub(crate) kernel: [usize; 2],
}

/// Values and parameters; `weights` in TFLite's order.
pub(crate) struct Layer<'a> {
    pub(crate) x: &'a [i8],
    pub(crate) zero_point: i8,
    pub(crate) weights: &'a [i8],
    pub(crate) biases: &'a [i32],
    pub(crate) scales: &'a [Scale],
    pub(crate) output: Output,
}

/// The position in a row-major tensor.
pub(crate) fn at<const R: usize>(shape: [usize; R], index: [usize; R]) -> usize {
    index.iter().zip(shape).fold(0, |at, (&i, len)| {
        assert!(i < len);
        at * len + i
    })
}

/// The input pixels that an output pixel sees: `(ky, kx, iy, ix)`.
pub(crate) fn taps(
    Shapes { x, kernel, .. }: Shapes,
    window: Window,
    (oy, ox): (usize, usize),
) -> Vec<(usize, usize, usize, usize)> {
    let mut taps = vec![];
    for ky in 0..kernel[0] {
        for kx in 0..kernel[1] {
            let iy = (oy * window.stride_h + ky * window.dilation_h).checked_sub(window.pad_top);
            let ix = (ox * window.stride_w + kx * window.dilation_w).checked_sub(window.pad_left);
            if let (Some(iy), Some(ix)) = (iy, ix)
                && iy < x[1]
                && ix < x[2]
            {
                taps.push((ky, kx, iy, ix));
            }
        }
    }
    taps
}

/// CONV_2D; `groups` divide the channels.
pub(crate) fn conv_2d(shapes: Shapes, window: Window, groups: usize, layer: &Layer<'_>) -> Vec<i8> {
    let Shapes { x, y, kernel } = shapes;
    let filter_channels = x[3] / groups;
    let weights = [y[3], kernel[0], kernel[1], filter_channels];
    each_output(shapes, layer, |[n, oy, ox, co]| {
        let group = co / (y[3] / groups);
        taps(shapes, window, (oy, ox))
            .into_iter()
            .flat_map(|(ky, kx, iy, ix)| {
                (0..filter_channels).map(move |c| {
                    let x = at(x, [n, iy, ix, group * filter_channels + c]);
                    (x, at(weights, [co, ky, kx, c]))
                })
            })
            .collect()
    })
}

/// DEPTHWISE_CONV_2D.
pub(crate) fn depthwise_conv_2d(shapes: Shapes, window: Window, layer: &Layer<'_>) -> Vec<i8> {
    let Shapes { x, y, kernel } = shapes;
    each_output(shapes, layer, |[n, oy, ox, co]| {
        taps(shapes, window, (oy, ox))
            .into_iter()
            .map(|(ky, kx, iy, ix)| {
                let x = at(x, [n, iy, ix, co / (y[3] / x[3])]);
                (x, at([kernel[0], kernel[1], y[3]], [ky, kx, co]))
            })
            .collect()
    })
}

/// Every output from the pairs of positions of inputs and weights that it sums.
fn each_output(
    Shapes { y, .. }: Shapes,
    layer: &Layer<'_>,
    pairs: impl Fn([usize; 4]) -> Vec<(usize, usize)>,
) -> Vec<i8> {
    let mut outputs = vec![];
    for n in 0..y[0] {
        for oy in 0..y[1] {
            for ox in 0..y[2] {
                for co in 0..y[3] {
                    let sum: i64 = pairs([n, oy, ox, co])
                        .into_iter()
                        .map(|(x, w)| {
                            (i64::from(layer.x[x]) - i64::from(layer.zero_point))
                                * i64::from(layer.weights[w])
                        })
                        .sum();
                    let sum = sum + i64::from(layer.biases[co]);
                    outputs.push(requantize(sum, layer.scales[co], layer.output));
                }
            }
        }
    }
    outputs
}

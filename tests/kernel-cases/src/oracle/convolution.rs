//! Convolutions by their definition, in i64.

use alloc::vec::Vec;

use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::Window;
use tiny_model_kernels::requantize::{Output, Scale};

use super::requantize;

/// Shapes as numbers: `[N, H, W, C]` and so on.
#[derive(Debug, Clone, Copy)]
pub struct Shapes {
    /// The shape of the input.
    pub x: [usize; 4],
    /// The shape of the output.
    pub y: [usize; 4],
    /// Rows and columns of the window.
    pub kernel: [usize; 2],
}

impl Shapes {
    /// Adds a window and groups, for the overlaps that kernels state.
    pub fn with(self, window: Window, groups: usize) -> Shape {
        Shape {
            input: self.x,
            output: self.y,
            kernel: self.kernel,
            window,
            groups,
        }
    }
}

/// Values and parameters; `weights` are in TFLite's order.
pub struct Layer<'a> {
    /// The input.
    pub x: &'a [i8],
    /// The input's zero point.
    pub zero_point: i8,
    /// Weights as in the model's file.
    pub weights: &'a [i8],
    /// Biases as in the model's file, one for each output channel.
    pub biases: &'a [i32],
    /// One scale per output channel.
    pub scales: &'a [Scale],
    /// Zero point and range of the output.
    pub output: Output,
}

/// Returns the position in a row-major tensor.
pub fn at<const R: usize>(shape: [usize; R], index: [usize; R]) -> usize {
    index.iter().zip(shape).fold(0, |at, (&i, len)| {
        assert!(i < len);
        at * len + i
    })
}

/// Returns the input pixels that an output pixel reads: `(ky, kx, iy, ix)`.
pub fn taps(
    Shapes { x, kernel, .. }: Shapes,
    window: Window,
    (oy, ox): (usize, usize),
) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    (0..kernel[0] * kernel[1]).filter_map(move |tap| {
        let (ky, kx) = (tap / kernel[1], tap % kernel[1]);
        let iy = (oy * window.stride_h + ky * window.dilation_h).checked_sub(window.pad_top)?;
        let ix = (ox * window.stride_w + kx * window.dilation_w).checked_sub(window.pad_left)?;
        (iy < x[1] && ix < x[2]).then_some((ky, kx, iy, ix))
    })
}

/// CONV_2D; `groups` divide the channels.
pub fn conv_2d(shapes: Shapes, window: Window, groups: usize, layer: &Layer<'_>) -> Vec<i8> {
    let Shapes { x, y, kernel } = shapes;
    let filter_channels = x[3] / groups;
    let weights = [y[3], kernel[0], kernel[1], filter_channels];
    each_output(shapes, layer, |[n, oy, ox, co]| {
        let first = co / (y[3] / groups) * filter_channels;
        let mut sum = 0;
        for (ky, kx, iy, ix) in taps(shapes, window, (oy, ox)) {
            for c in 0..filter_channels {
                let x = at(x, [n, iy, ix, first + c]);
                sum += layer.product(x, at(weights, [co, ky, kx, c]));
            }
        }
        sum
    })
}

/// DEPTHWISE_CONV_2D.
pub fn depthwise_conv_2d(shapes: Shapes, window: Window, layer: &Layer<'_>) -> Vec<i8> {
    let Shapes { x, y, kernel } = shapes;
    let weights = [kernel[0], kernel[1], y[3]];
    each_output(shapes, layer, |[n, oy, ox, co]| {
        let c = co / (y[3] / x[3]);
        taps(shapes, window, (oy, ox))
            .map(|(ky, kx, iy, ix)| layer.product(at(x, [n, iy, ix, c]), at(weights, [ky, kx, co])))
            .sum()
    })
}

impl Layer<'_> {
    /// Returns one term of a sum, by the positions of an input and a weight.
    fn product(&self, x: usize, weight: usize) -> i64 {
        (i64::from(self.x[x]) - i64::from(self.zero_point)) * i64::from(self.weights[weight])
    }
}

/// Computes every output from its sum without the bias.
fn each_output(
    Shapes { y, .. }: Shapes,
    layer: &Layer<'_>,
    sum: impl Fn([usize; 4]) -> i64,
) -> Vec<i8> {
    let mut outputs = Vec::new();
    for n in 0..y[0] {
        for oy in 0..y[1] {
            for ox in 0..y[2] {
                for co in 0..y[3] {
                    let sum = sum([n, oy, ox, co]) + i64::from(layer.biases[co]);
                    outputs.push(requantize(sum, layer.scales[co], layer.output));
                }
            }
        }
    }
    outputs
}

//! Sums of f32 in the order of TFLM's loops, directly from the formulas.

use alloc::vec::Vec;

use tiny_model_kernels::op::Window;
use tiny_model_kernels::op::float::Range;

use super::convolution::{Shapes, at, taps};

/// Values and parameters; `weights` are in TFLite's order.
#[derive(Debug)]
pub struct Layer<'a> {
    /// The input.
    pub x: &'a [f32],
    /// Weights as in the model's file.
    pub weights: &'a [f32],
    /// One bias per output channel.
    pub biases: &'a [f32],
    /// The range of the output.
    pub output: Range,
}

/// Computes every output, where `of` returns the output at a position `[n, oy, ox, co]`.
pub fn each_output([n, h, w, c]: [usize; 4], of: impl Fn([usize; 4]) -> f32) -> Vec<f32> {
    (0..n * h * w * c)
        .map(|i| of([i / (h * w * c), i / (w * c) % h, i / c % w, i % c]))
        .collect()
}

/// CONV_2D; `groups` divide the channels.
pub fn conv_2d(shapes: Shapes, window: Window, groups: usize, layer: &Layer<'_>) -> Vec<f32> {
    let Shapes { x, y, kernel } = shapes;
    let depth = x[3] / groups;
    let weights = [y[3], kernel[0], kernel[1], depth];
    each_output(y, |[n, oy, ox, co]| {
        let first = co / (y[3] / groups) * depth;
        let mut sum = 0.0;
        for (ky, kx, iy, ix) in taps(shapes, window, (oy, ox)) {
            for c in 0..depth {
                let weight = layer.weights[at(weights, [co, ky, kx, c])];
                sum += layer.x[at(x, [n, iy, ix, first + c])] * weight;
            }
        }
        clamp(sum + layer.biases[co], layer.output)
    })
}

/// DEPTHWISE_CONV_2D.
pub fn depthwise_conv_2d(shapes: Shapes, window: Window, layer: &Layer<'_>) -> Vec<f32> {
    let Shapes { x, y, kernel } = shapes;
    let weights = [kernel[0], kernel[1], y[3]];
    each_output(y, |[n, oy, ox, co]| {
        let c = co / (y[3] / x[3]);
        let mut sum = 0.0;
        for (ky, kx, iy, ix) in taps(shapes, window, (oy, ox)) {
            sum += layer.x[at(x, [n, iy, ix, c])] * layer.weights[at(weights, [ky, kx, co])];
        }
        clamp(sum + layer.biases[co], layer.output)
    })
}

/// AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D.
pub fn pools(shapes: Shapes, window: Window, x: &[f32], output: Range) -> [Vec<f32>; 3] {
    let seen = |[n, oy, ox, c]: [usize; 4]| {
        let taps = taps(shapes, window, (oy, ox));
        Vec::from_iter(taps.map(|(_, _, iy, ix)| x[at(shapes.x, [n, iy, ix, c])]))
    };
    let mean = |at| {
        let seen = seen(at);
        let sum = seen.iter().fold(0.0, |sum, x| sum + x);
        clamp(sum / seen.len() as f32, output)
    };
    let larger = |largest, x| if largest < x { x } else { largest };
    let largest = |at| clamp(seen(at).into_iter().fold(f32::MIN, larger), output);
    let norm = |at| {
        let seen = seen(at);
        let sum = seen.iter().fold(0.0, |sum, x| sum + x * x);
        clamp(libm::sqrtf(sum / seen.len() as f32), output)
    };
    [
        each_output(shapes.y, mean),
        each_output(shapes.y, largest),
        each_output(shapes.y, norm),
    ]
}

/// Clamps finite numbers.
pub fn clamp(x: f32, output: Range) -> f32 {
    if x < output.min {
        output.min
    } else if x > output.max {
        output.max
    } else {
        x
    }
}

//! Layers on any type: the pairs of inputs and weights, directly from TFLM's loops.

use alloc::vec;
use alloc::vec::Vec;

use tiny_model_kernels::op::Shape;
use tiny_model_kernels::requantize::Scale;

use super::convolution::{Shapes, at, taps};

/// A function of the positions of an input and a weight whose results are summed.
pub type Sums<'a> = &'a dyn Fn(usize, usize) -> i64;

/// CONV_2D.
pub fn conv_2d(layer: &Shape, product: Sums<'_>) -> Vec<i64> {
    let (x, y) = (layer.input, layer.output);
    let depth = x[3] / layer.groups;
    let filters = [y[3], layer.kernel[0], layer.kernel[1], depth];
    each(layer, |[n, oy, ox, co]| {
        let first = co / (y[3] / layer.groups) * depth;
        let taps = taps(shapes(layer), layer.window, (oy, ox));
        let of_tap = |(ky, kx, iy, ix)| -> i64 {
            let channels = 0..depth;
            let products = channels
                .map(|c| product(at(x, [n, iy, ix, first + c]), at(filters, [co, ky, kx, c])));
            products.sum()
        };
        taps.map(of_tap).sum()
    })
}

/// DEPTHWISE_CONV_2D.
pub fn depthwise_conv_2d(layer: &Shape, product: Sums<'_>) -> Vec<i64> {
    let (x, y) = (layer.input, layer.output);
    let filters = [layer.kernel[0], layer.kernel[1], y[3]];
    each(layer, |[n, oy, ox, co]| {
        let c = co / (y[3] / x[3]);
        let taps = taps(shapes(layer), layer.window, (oy, ox));
        let products =
            taps.map(|(ky, kx, iy, ix)| product(at(x, [n, iy, ix, c]), at(filters, [ky, kx, co])));
        products.sum()
    })
}

/// TRANSPOSE_CONV: each input is added to the outputs that it reaches.
pub fn transpose_conv(layer: &Shape, product: Sums<'_>) -> Vec<i64> {
    let (x, y, window) = (layer.input, layer.output, layer.window);
    let filters = [y[3], layer.kernel[0], layer.kernel[1], x[3]];
    let mut sums = vec![0; y.iter().product()];
    for input in 0..x.iter().product() {
        let [n, iy, ix, ci] = coordinates(x, input);
        for filter in 0..filters.iter().product() {
            let [co, ky, kx, c] = coordinates(filters, filter);
            let oy = (iy * window.stride_h + ky).checked_sub(window.pad_top);
            let ox = (ix * window.stride_w + kx).checked_sub(window.pad_left);
            if let (Some(oy), Some(ox), true) = (oy, ox, c == ci)
                && oy < y[1]
                && ox < y[2]
            {
                sums[at(y, [n, oy, ox, co])] += product(input, filter);
            }
        }
    }
    sums
}

/// TFLM's `MultiplyByQuantizedMultiplier` of an int64.
pub fn scaled(x: i64, Scale { multiplier, shift }: Scale) -> i32 {
    let reduced = match multiplier < 0x7fff_0000 {
        true => (multiplier + (1 << 15)) >> 16,
        false => 0x7fff,
    };
    let total = 15 - shift;
    ((i128::from(x) * i128::from(reduced) + (1 << (total - 1))) >> total) as i32
}

fn each(layer: &Shape, of: impl Fn([usize; 4]) -> i64) -> Vec<i64> {
    let outputs = 0..layer.output.iter().product();
    outputs
        .map(|output| of(coordinates(layer.output, output)))
        .collect()
}

fn coordinates([_, h, w, c]: [usize; 4], i: usize) -> [usize; 4] {
    [i / (h * w * c), i / (w * c) % h, i / c % w, i % c]
}

fn shapes(layer: &Shape) -> Shapes {
    Shapes {
        x: layer.input,
        y: layer.output,
        kernel: layer.kernel,
    }
}

//! Layers with int8 weights.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::layout::{Blocked, pack_blocked};
use tiny_model_kernels::op::float::hybrid::{self, Hybrid};
use tiny_model_kernels::op::float::{Conv2d, Range};
use tiny_model_kernels::op::{Window, WindowRows};
use tiny_model_kernels::overlap::Overlap;

use super::{over, range, reals};
use crate::oracle::convolution::{Shapes, at, taps};
use crate::oracle::float::{clamp, each_output};
use crate::weighted::{fill, window};
use crate::{Draw, Verdict};

/// Checks a CONV_2D, a DEPTHWISE_CONV_2D and, where there is one tap, a FULLY_CONNECTED.
pub(crate) fn hybrid(draw: &mut Draw) -> Verdict {
    one_of!(
        draw,
        [
            |draw| layers::<1, 1, 1, 7, 1, 1, 5, 1, 1, 2>(draw),
            |draw| layers::<1, 5, 4, 3, 5, 4, 6, 3, 3, 2>(draw),
            |draw| layers::<2, 4, 5, 2, 2, 3, 4, 2, 3, 1>(draw),
            |draw| layers::<1, 3, 3, 4, 3, 3, 8, 1, 1, 2>(draw),
        ]
    )
}

/// The random parameters of a layer, without its input.
#[derive(Debug)]
struct Layer {
    weights: Vec<i8>,
    scales: Vec<f32>,
    bias: Vec<f32>,
    hybrid: Hybrid,
}

impl Layer {
    fn draw(draw: &mut Draw, weights: usize, channels: usize) -> Self {
        let scales = draw.pick(&[1, channels]);
        Self {
            weights: draw.weights(weights),
            scales: (0..scales)
                .map(|_| draw.int(1..=255) as f32 / 4096.0)
                .collect(),
            bias: reals(draw, channels),
            hybrid: Hybrid {
                is_asymmetric: draw.one_in(2),
                scales_twice: draw.one_in(2),
                output: range(draw),
            },
        }
    }

    /// Returns the output for a sum of products, and the input's scale.
    fn finish(&self, sum: i32, input: f32, channel: usize) -> f32 {
        let weights = self.scales[channel % self.scales.len()];
        let scaled = match self.hybrid.scales_twice {
            true => sum as f32 * weights * input,
            false => sum as f32 * (input * weights),
        };
        clamp(scaled + self.bias[channel], self.hybrid.output)
    }
}

/// Returns LiteRT's quantization of an input: values, scale and zero point.
fn quantized(x: &[f32], is_asymmetric: bool) -> (Vec<i32>, f32, i32) {
    let low = x.iter().copied().fold(0.0, f32::min);
    let high = x.iter().copied().fold(0.0, f32::max);
    if low == high {
        return (alloc::vec![0; x.len()], 1.0, 0);
    }
    if !is_asymmetric {
        let range = high.max(-low);
        let inverse = 127.0 / range;
        let value = |x: &f32| libm::roundf(x * inverse).clamp(-127.0, 127.0) as i32;
        return (x.iter().map(value).collect(), range / 127.0, 0);
    }
    let scale = f64::from(high - low) / 255.0;
    let [low, high] = [low, high].map(|end| f64::from(end) / scale);
    let zero_point = match 128.0 - low < 127.0 + high {
        true => -128.0 - low,
        false => 127.0 - high,
    };
    let zero_point = libm::round(zero_point).clamp(-128.0, 127.0);
    let inverse = 1.0 / scale as f32;
    let value = |x: &f32| {
        let value = f64::from(libm::roundf(x * inverse)) + zero_point;
        value.clamp(-128.0, 127.0) as i32
    };
    (
        x.iter().map(value).collect(),
        scale as f32,
        zero_point as i32,
    )
}

fn layers<
    const N: usize,
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const KH: usize,
    const KW: usize,
    const B: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [N, H, W, CI],
        y: [N, OH, OW, CO],
        kernel: [KH, KW],
    };
    let window = window(draw, shapes, [KH, KW] != [1, 1]);
    let x = reals(draw, N * H * W * CI);
    let verdict = conv_2d::<W, CI, OW, CO, KH, KW, B>(draw, shapes, window, &x);
    if verdict != Verdict::Equal {
        return verdict;
    }
    if [H, W, KH, KW] == [1; 4] {
        return fully_connected::<CI, CO, B>(draw, &x);
    }
    depthwise::<W, CI, OW, CO, KH, KW>(draw, shapes, window, &x)
}

fn conv_2d<
    const W: usize,
    const CI: usize,
    const OW: usize,
    const CO: usize,
    const KH: usize,
    const KW: usize,
    const B: usize,
>(
    draw: &mut Draw,
    shapes: Shapes,
    window: Window,
    x: &[f32],
) -> Verdict {
    let layer = Layer::draw(draw, CO * KH * KW * CI, CO);
    let (weights, sums) = blocked::<CI, KH, KW, B>(&layer, CO);
    let bias = layer.bias.first_chunk::<CO>().expect("one a channel");
    let expected = expected(shapes, x, &layer, |image, zero_point, [oy, ox, co]| {
        let product = |(ky, kx, iy, ix)| {
            let products = (0..CI).map(move |c| {
                let weight = at([CO, KH, KW, CI], [co, ky, kx, c]);
                (at([shapes.x[1], W, CI], [iy, ix, c]), weight)
            });
            products
                .map(|(x, w)| (image[x] - zero_point) * i32::from(layer.weights[w]))
                .sum::<i32>()
        };
        taps(shapes, window, (oy, ox)).map(product).sum()
    });
    let mut scratch = alloc::vec![0; shapes.x[1] * W * CI + KH * KW * CI];
    let mut run = |io: WindowRows<'_, W, CI, OW, CO, f32>| {
        let layers = (sums.as_slice(), layer.scales.as_slice(), bias);
        let top = window.pad_top;
        hybrid::conv_2d(
            io,
            top,
            &mut scratch,
            &weights,
            layers,
            window,
            &layer.hybrid,
        );
    };
    over(
        draw,
        (overlap(shapes), shapes.x[0]),
        [x, &expected],
        &mut run,
    )
    .with(&(shapes, window, &layer))
}

fn fully_connected<const K: usize, const CO: usize, const B: usize>(
    draw: &mut Draw,
    x: &[f32],
) -> Verdict {
    let shapes = Shapes {
        x: [1, 1, 1, K],
        y: [1, 1, 1, CO],
        kernel: [1, 1],
    };
    let layer = Layer::draw(draw, CO * K, CO);
    let (weights, sums) = blocked::<K, 1, 1, B>(&layer, CO);
    let bias = layer.bias.first_chunk::<CO>().expect("one a channel");
    let expected = expected(shapes, x, &layer, |x, zero_point, [.., co]| {
        let weights = &layer.weights[co * K..];
        let products = x.iter().zip(weights);
        products
            .map(|(x, &w)| (x - zero_point) * i32::from(w))
            .sum()
    });
    let mut run = |io: Io<'_, [[f32; K]], [[f32; CO]]>| {
        let layers = (sums.as_slice(), layer.scales.as_slice(), bias);
        hybrid::fully_connected(io, &mut [0; K], &weights, layers, &layer.hybrid);
    };
    over(draw, (overlap(shapes), 1), [x, &expected], &mut run).with(&layer)
}

fn depthwise<
    const W: usize,
    const CI: usize,
    const OW: usize,
    const CO: usize,
    const KH: usize,
    const KW: usize,
>(
    draw: &mut Draw,
    shapes: Shapes,
    window: Window,
    x: &[f32],
) -> Verdict {
    let layer = Layer::draw(draw, KH * KW * CO, CO);
    let mut rest = layer.weights.iter().copied();
    let weights: [[[i8; CO]; KW]; KH] =
        [(); KH].map(|()| [(); KW].map(|()| [(); CO].map(|()| rest.next().unwrap_or_default())));
    let bias = layer.bias.first_chunk::<CO>().expect("one a channel");
    let expected = expected(shapes, x, &layer, |image, zero_point, [oy, ox, co]| {
        let c = co / (CO / CI);
        let product = |(ky, kx, iy, ix)| {
            let x = image[at([shapes.x[1], W, CI], [iy, ix, c])] - zero_point;
            x * i32::from(layer.weights[at([KH, KW, CO], [ky, kx, co])])
        };
        taps(shapes, window, (oy, ox)).map(product).sum()
    });
    let conv = Conv2d {
        window,
        kernel: [KH, KW],
        groups: 1,
        output: Range::ALL,
    };
    let mut scratch = alloc::vec![0; shapes.x[1] * W * CI];
    let mut run = |io: WindowRows<'_, W, CI, OW, CO, f32>| {
        let layers = (layer.scales.as_slice(), bias);
        let top = window.pad_top;
        hybrid::depthwise_conv_2d(
            io,
            top,
            &mut scratch,
            &weights,
            layers,
            &conv,
            &layer.hybrid,
        );
    };
    over(
        draw,
        (overlap(shapes), shapes.x[0]),
        [x, &expected],
        &mut run,
    )
    .with(&(shapes, window, &layer))
}

/// Returns all outputs, where `sum` returns the sum for an image, its zero point, and
/// `[oy, ox, co]`.
fn expected(
    shapes: Shapes,
    x: &[f32],
    layer: &Layer,
    sum: impl Fn(&[i32], i32, [usize; 3]) -> i32,
) -> Vec<f32> {
    let images = x.chunks(x.len() / shapes.x[0]);
    let images = images.map(|image| quantized(image, layer.hybrid.is_asymmetric));
    let images = images.collect::<Vec<_>>();
    each_output(shapes.y, |[n, oy, ox, co]| {
        let (image, scale, zero_point) = &images[n];
        layer.finish(sum(image, *zero_point, [oy, ox, co]), *scale, co)
    })
}

/// Returns packed weights, and the sums of each output channel's weights.
fn blocked<const C: usize, const KH: usize, const KW: usize, const B: usize>(
    layer: &Layer,
    channels: usize,
) -> (Blocked<C, KW, KH, B, 1>, Vec<i32>) {
    let row = layer.weights.len() / channels;
    let mut packed = Blocked([[[[[0; C]; KW]; KH]; B]; 1]);
    let words = (packed.0.as_flattened_mut().as_flattened_mut()).as_flattened_mut();
    fill(
        words.as_flattened_mut(),
        &pack_blocked(&layer.weights, 1, row),
    );
    let rows = layer.weights.chunks(row);
    let sums = rows.map(|row| row.iter().map(|&w| i32::from(w)).sum());
    (packed, sums.collect())
}

fn overlap(shapes: Shapes) -> Overlap {
    let size = |shape: [usize; 4]| shape[1..].iter().product();
    hybrid::overlap(shapes.x[0], [size(shapes.x), size(shapes.y)])
}

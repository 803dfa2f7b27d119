//! Layers without groups, pooling and means.

use tiny_model_compiler::graph::{
    Averages, Bias, Bounds, Element, Form, Hybrid, Integers, Layer, Mean, Numbers, Pool, PoolKind,
};
use tiny_model_kernels::bytes::I64;
use tiny_model_kernels::op::layer::{Arithmetic as _, Int8, Int16, Once};

use super::{dot, positions};

/// Returns whether a layer is computed here by its own function.
pub(super) fn is_built(layer: &Layer) -> bool {
    layer.form != Form::TransposeConv
}

/// `Σ weight · (x − zero_point)` over what lies inside of the input, and what its numbers make of it.
pub(super) fn convolve(layer: &Layer, x: &[f64], y: &mut [f64]) {
    let quantized = match &layer.numbers {
        Numbers::Hybrid(hybrid) => Some(images(layer, hybrid, x)),
        _ => None,
    };
    for position in positions(&layer.shape.output) {
        let pixel = position.as_slice().try_into().expect("four loops");
        let taps = taps(layer, pixel);
        let channel = pixel[3];
        let value = match (&layer.numbers, &quantized) {
            (Numbers::Integers(integers), _) => of_integers(integers, channel, x, &taps),
            (Numbers::Float(float), _) => {
                let weights = float.weights.widened();
                let terms = taps
                    .iter()
                    .map(|&[x_at, w_at]| x[x_at] as f32 * weights[w_at]);
                let sum = terms.fold(0.0, |sum, term| sum + term);
                float.output.clamp(sum + float.bias[channel]).into()
            }
            (Numbers::Hybrid(hybrid), Some(images)) => {
                let image = match layer.form {
                    Form::FullyConnected => &images[pixel[2]],
                    _ => &images[pixel[0]],
                };
                image.output(hybrid, channel, &taps)
            }
            (Numbers::Hybrid(_), None) => unreachable!("hybrid layers are quantized"),
        };
        y[at(layer.shape.output, pixel)] = value;
    }
}

/// The places of the inputs and weights that meet in one output.
fn taps(layer: &Layer, [b, oy, ox, channel]: [usize; 4]) -> Vec<[usize; 2]> {
    let shape = &layer.shape;
    let (window, depthwise) = (shape.window, layer.form == Form::DepthwiseConv2d);
    let [_, height, width, depth] = shape.input;
    let [kh, kw] = shape.kernel;
    let read = if depthwise {
        let c = channel / (shape.output[3] / depth);
        c..c + 1
    } else {
        0..depth
    };
    let tap = |tap: Vec<usize>| {
        let row = (oy * window.stride_h + tap[0] * window.dilation_h).checked_sub(window.pad_top);
        let column =
            (ox * window.stride_w + tap[1] * window.dilation_w).checked_sub(window.pad_left);
        let (row, column) = (row.filter(|&r| r < height)?, column.filter(|&c| c < width)?);
        let weight = if depthwise {
            at([1, kh, kw, shape.output[3]], [0, tap[0], tap[1], channel])
        } else {
            at([0, kh, kw, depth], [channel, tap[0], tap[1], tap[2]])
        };
        let x = at(shape.input, [b, row, column, read.start + tap[2]]);
        Some([x, weight])
    };
    positions(&[kh, kw, read.len()])
        .into_iter()
        .filter_map(tap)
        .collect()
}

/// Integers are scaled and clamped by the functions that kernels call.
fn of_integers(integers: &Integers, channel: usize, x: &[f64], taps: &[[usize; 2]]) -> f64 {
    let &Integers {
        zero_points,
        output,
        ..
    } = integers;
    let [x_zero, w_zero] = zero_points.map(i64::from);
    let terms = taps.iter().map(|&[x_at, w_at]| {
        let weight = i64::from(integers.weights.values[w_at]);
        (x[x_at] as i64 - x_zero) * (weight - w_zero)
    });
    let sum: i64 = terms.sum();
    let scales = integers.scales.as_slice();
    match (integers.element, &integers.bias) {
        (Element::I16, Bias::I32(bias)) => Int16 {
            bias,
            scales,
            output,
        }
        .finish(sum as i32, channel)
        .into(),
        (Element::I16, Bias::I64(bias)) => {
            let bias: Vec<I64> = bias.iter().map(|&bias| I64::new(bias)).collect();
            Int16 {
                bias: &bias,
                scales,
                output,
            }
            .finish(sum, channel)
            .into()
        }
        (_, Bias::I32(bias)) => {
            let int8 = Int8 {
                zero_points,
                bias,
                scales,
                output,
            };
            match integers.rounds_once {
                true => Once(int8).finish(sum as i32, channel).into(),
                false => int8.finish(sum as i32, channel).into(),
            }
        }
        (_, Bias::I64(_)) => panic!("{integers:?} is not built"),
    }
}

/// An image or a row, quantized by its range, in which 0 is exact.
struct Quantized {
    values: Vec<i32>,
    first: usize,
    zero_point: i32,
    scale: f32,
}

fn images(layer: &Layer, hybrid: &Hybrid, x: &[f64]) -> Vec<Quantized> {
    let parts = match layer.form {
        Form::FullyConnected => layer.shape.input[2],
        _ => layer.shape.input[0],
    };
    let length = x.len() / parts;
    let parts = x.chunks_exact(length).enumerate();
    parts
        .map(|(at, x)| Quantized::new(x, at * length, hybrid.arithmetic.is_asymmetric))
        .collect()
}

impl Quantized {
    fn new(x: &[f64], first: usize, is_asymmetric: bool) -> Self {
        let low = x.iter().copied().fold(0.0, f64::min);
        let high = x.iter().copied().fold(0.0, f64::max);
        let (range, least) = match is_asymmetric {
            true => ((high - low) / 255.0, low),
            false => (high.max(-low) / 127.0, 0.0),
        };
        let scale = if range == 0.0 { 1.0 } else { range };
        let zero_point = match is_asymmetric {
            true => (-128.0 - least / scale).round(),
            false => 0.0,
        };
        let quantize = |x: &f64| ((x / scale).round() + zero_point).clamp(-128.0, 127.0) as i32;
        Self {
            values: x.iter().map(quantize).collect(),
            first,
            zero_point: zero_point as i32,
            scale: scale as f32,
        }
    }

    fn output(&self, hybrid: &Hybrid, channel: usize, taps: &[[usize; 2]]) -> f64 {
        let terms = taps.iter().map(|&[x_at, w_at]| {
            let x = self.values[x_at - self.first] - self.zero_point;
            x * i32::from(hybrid.weights.values[w_at])
        });
        let sum: i32 = terms.sum();
        let scale = hybrid.scales[channel % hybrid.scales.len()] * self.scale;
        let scaled = sum as f32 * scale + hybrid.bias[channel];
        hybrid.arithmetic.output.clamp(scaled).into()
    }
}

/// Returns an index into `[batch][height][width][channels]`.
fn at([_, h, w, c]: [usize; 4], [b, y, x, channel]: [usize; 4]) -> usize {
    ((b * h + y) * w + x) * c + channel
}

/// Pooling without padding.
pub(super) fn pool(pool: &Pool, x: &[f64], y: &mut [f64]) {
    let shape = &pool.shape;
    for position in positions(&shape.output) {
        let [b, oy, ox, channel] = position.as_slice().try_into().expect("four loops");
        let taps = positions(&shape.kernel);
        let values = taps.iter().map(|tap| {
            let (row, column) = (
                oy * shape.window.stride_h + tap[0],
                ox * shape.window.stride_w + tap[1],
            );
            x[at(shape.input, [b, row, column, channel])]
        });
        let count = taps.len() as f64;
        let value = match pool.kind {
            PoolKind::Max => values.fold(f64::NEG_INFINITY, f64::max),
            PoolKind::L2 => (values.map(|x| x * x).sum::<f64>() / count).sqrt(),
            PoolKind::Average => values.sum::<f64>() / count,
        };
        // Ties of integers are rounded away from zero.
        let [value, min, max] = match pool.bounds {
            Bounds::Int8([min, max]) => [value.round(), min.into(), max.into()],
            Bounds::Int16([min, max]) => [value.round(), min.into(), max.into()],
            Bounds::Float(range) => [value, range.min.into(), range.max.into()],
        };
        y[at(shape.output, [b, oy, ox, channel])] = value.max(min).min(max);
    }
}

pub(super) fn mean(mean: &Mean, x: &[f64], y: &mut [f64]) {
    let walk = |loops: &[(usize, usize)]| {
        let dims: Vec<usize> = loops.iter().map(|(length, _)| *length).collect();
        let strides: Vec<isize> = loops.iter().map(|&(_, stride)| stride as isize).collect();
        let positions = positions(&dims);
        positions
            .into_iter()
            .map(move |position| dot(&position, &strides) as usize)
    };
    let count: usize = mean.reduced.iter().map(|(length, _)| length).product();
    for (from, y) in walk(&mean.kept).zip(y) {
        let sum: f64 = walk(&mean.reduced).map(|at| x[from + at]).sum();
        *y = match mean.numbers {
            Averages::Int8(op) | Averages::Int16(op) => {
                let scaled = op.scale.apply(sum as i32 + op.bias) + op.output.zero_point;
                scaled.max(op.output.min).min(op.output.max).into()
            }
            Averages::Float(range) => range.clamp((sum / count as f64) as f32).into(),
        };
    }
}

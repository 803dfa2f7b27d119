//! Steps with weights or windows.

use tiny_model_compiler::graph::{
    Averages, Bias, Bounds, Element, Float, FloatWeights, Form, Hybrid, Integers, Kind, Layer,
    Mean, Numbers, Pool, PoolKind, Scales, TensorId, Weights,
};
use tiny_model_kernels::bytes::f16;
use tiny_model_kernels::op::float::hybrid;
use tiny_model_kernels::op::{self, Shape};
use tiny_model_kernels::requantize::{Output, Scale};

use super::{Builder, ZERO_POINT, output, output_as, range, window};

impl Builder {
    /// Adds a convolution, depthwise or not, with or without padding, which may be on one side only.
    pub(super) fn convolution(
        &mut self,
        x: TensorId,
        numbers @ [size, a, _, pads]: [u8; 4],
        zeros: [u8; 2],
    ) {
        let input @ [n, h, w, c] = self.shape(x);
        let side = |bits: u8, most: usize| 1 + usize::from(size >> bits & 3) % most.min(3);
        let (kernel, stride) = ([side(0, h), side(2, w)], side(4, 2));
        let depthwise = pads >> 2 & 1 == 1;
        let multiplier = 1 + usize::from(size >> 6 & 1);
        let (channels, depth) = if depthwise {
            (multiplier * c, 1)
        } else {
            (multiplier * (1 + usize::from(a % 8)), c)
        };
        let pad = usize::from(pads % 4 == 0);
        let output_length = |length: usize, kernel: usize| (length + 2 * pad - kernel) / stride + 1;
        let output_shape = [
            n,
            output_length(h, kernel[0]),
            output_length(w, kernel[1]),
            channels,
        ];
        let taps = kernel[0] * kernel[1];
        let element = self.element(x);
        let y = self.tensor(output_shape, element, None);
        let mut weights = weights([channels, taps * depth, depth], numbers, zeros);
        if depthwise {
            // Depthwise weights have the taps outermost.
            let by_tap = (0..taps).flat_map(|tap| weights.iter().skip(tap).step_by(taps));
            weights = by_tap.copied().collect();
        }
        let form = match depthwise {
            true => Form::DepthwiseConv2d,
            false => Form::Conv2d,
        };
        let layer = Layer {
            form,
            shape: Shape {
                input,
                output: output_shape,
                kernel,
                window: window(stride, pad),
                groups: 1,
            },
            numbers: self::numbers(element, (form, weights), channels, numbers, zeros),
        };
        self.emit(Kind::Layer(layer), &[x], y);
    }

    /// Adds a fully connected layer on pixels or on images.
    pub(super) fn fully_connected(
        &mut self,
        x: TensorId,
        numbers @ [which, a, ..]: [u8; 4],
        zeros: [u8; 2],
    ) {
        let [n, h, w, c] = self.shape(x);
        let outputs = 1 + usize::from(a % 12);
        let (shape, inputs) = match which % 2 {
            0 => ([n, h, w, outputs], c),
            _ => ([n, 1, 1, outputs], h * w * c),
        };
        let element = self.element(x);
        let y = self.tensor(shape, element, None);
        let rows = shape[..3].iter().product();
        let weights = weights([outputs, inputs, c], numbers, zeros);
        let form = Form::FullyConnected;
        let layer = Layer {
            form,
            shape: Shape::fully_connected(rows, inputs, outputs),
            numbers: self::numbers(element, (form, weights), outputs, numbers, zeros),
        };
        self.emit(Kind::Layer(layer), &[x], y);
    }

    pub(super) fn pool(&mut self, x: TensorId, [size, stride, a, b]: [u8; 4]) {
        let input @ [n, h, w, c] = self.shape(x);
        let side = |bits: u8, most: usize| 1 + usize::from(size >> bits & 3) % most.min(3);
        let kernel = [side(0, h), side(2, w)];
        let kind = match (size >> 4 & 3, self.element(x)) {
            (0, Element::F32) => PoolKind::L2,
            (0 | 1, _) => PoolKind::Max,
            _ => PoolKind::Average,
        };
        let stride = 1 + usize::from(stride % 2);
        let output_shape = [
            n,
            (h - kernel[0]) / stride + 1,
            (w - kernel[1]) / stride + 1,
            c,
        ];
        let element = self.element(x);
        let Output { min, max, .. } = output_as(element, a, b);
        let bounds = match element {
            Element::I16 => Bounds::Int16([min as i16, max as i16]),
            Element::F32 => Bounds::Float(range(a, b)),
            _ => Bounds::Int8([min as i8, max as i8]),
        };
        let y = self.tensor(output_shape, element, None);
        let pool = Pool {
            kind,
            shape: Shape {
                input,
                output: output_shape,
                kernel,
                window: window(stride, 0),
                groups: 1,
            },
            bounds,
        };
        self.emit(Kind::Pool(pool), &[x], y);
    }

    /// Adds a mean over height and width, over height, or over channels.
    pub(super) fn mean(&mut self, x: TensorId, [which, a, b, bias]: [u8; 4]) {
        let [n, h, w, c] = self.shape(x);
        let (shape, kept, reduced) = match which % 4 {
            0 | 1 => ([n, 1, 1, c], vec![(n, h * w * c), (c, 1)], (h * w, c)),
            2 => ([n, 1, w, c], vec![(n, h * w * c), (w * c, 1)], (h, w * c)),
            _ => ([n, h, w, 1], vec![(n * h * w, c)], (c, 1)),
        };
        let element = self.element(x);
        let y = self.tensor(shape, element, None);
        let integers = op::Mean {
            bias: i32::from(bias as i8),
            scale: Scale {
                multiplier: i32::MAX / reduced.0 as i32,
                shift: 0,
            },
            output: output_as(element, a, b),
        };
        let numbers = match element {
            Element::I16 => Averages::Int16(integers),
            Element::F32 => Averages::Float(range(a, b)),
            _ => Averages::Int8(integers),
        };
        let mean = Mean {
            numbers,
            kept,
            reduced: vec![reduced],
        };
        self.emit(Kind::Mean(mean), &[x], y);
    }
}

/// Returns weights `[outputs][row]`, where each row repeats all `inputs`.
fn weights(
    [outputs, row, inputs]: [usize; 3],
    [_, a, b, _]: [u8; 4],
    [filters, channels]: [u8; 2],
) -> Vec<i8> {
    let is_set = |bits: u8, at: usize| bits >> (at % 8) & 1 == 1;
    let weight = |index: usize| {
        if is_set(filters, index / row) || is_set(channels, index % inputs) && inputs > 1 {
            return 0;
        }
        (index as u8).wrapping_mul(a | 1).wrapping_add(b) as i8
    };
    (0..outputs * row).map(weight).collect()
}

/// Returns the numbers of a layer on elements of a type: sometimes weights have a zero point, or are those of a hybrid
/// layer.
fn numbers(
    element: Element,
    (form, weights): (Form, Vec<i8>),
    channels: usize,
    numbers @ [which, a, b, _]: [u8; 4],
    zeros: [u8; 2],
) -> Numbers {
    // Most passes are those of int8 without zero points of weights.
    let is_other = match element {
        Element::I8 => b % 16 == 1,
        _ => b % 3 == 1,
    };
    let bias = (0..channels).map(|channel| (channel as f32 - 1.5) * f32::from(a as i8) * 0.3);
    let output = range(a, b);
    match element {
        Element::F32 if is_other => Numbers::Hybrid(Hybrid {
            weights: Weights {
                values: weights,
                are_int4: false,
            },
            scales: vec![0.013; if which % 2 == 0 { 1 } else { channels }],
            bias: bias.collect(),
            arithmetic: hybrid::Hybrid {
                is_asymmetric: form == Form::DepthwiseConv2d || which % 3 == 0,
                scales_twice: false,
                output,
            },
        }),
        Element::F32 => {
            let weights = weights.iter().map(|&weight| f32::from(weight) * 0.017);
            Numbers::Float(Float {
                weights: match a % 4 {
                    1 => FloatWeights::Half(weights.map(f16::from_f32).collect()),
                    _ => FloatWeights::Float(weights.collect()),
                },
                bias: bias.collect(),
                output,
            })
        }
        Element::I16 => {
            let Numbers::Integers(mut integers) = integers(weights, channels, numbers, zeros)
            else {
                unreachable!("integers")
            };
            integers.element = element;
            integers.zero_points = [0; 2];
            integers.output = output_as(element, b, a);
            if let (Bias::I32(bias), true) = (&integers.bias, is_other) {
                integers.bias = Bias::I64(bias.iter().map(|&bias| bias.into()).collect());
            }
            Numbers::Integers(integers)
        }
        _ => {
            let mut numbers = integers(weights, channels, numbers, zeros);
            if let (Numbers::Integers(integers), true) = (&mut numbers, is_other) {
                integers.zero_points[1] = i32::from(a as i8);
                integers.rounds_once = form == Form::FullyConnected;
            }
            numbers
        }
    }
}

/// Returns weights with scales and biases. Sometimes filters without weights give the zero point, scales differ
/// between channels, or scales are so small that all sums become one output.
fn integers(
    weights: Vec<i8>,
    channels: usize,
    [_, a, b, which]: [u8; 4],
    [filters, _]: [u8; 2],
) -> Numbers {
    let zero = which >> 3 & 1 == 1;
    let scale = |channel: usize| Scale {
        multiplier: 1 << 30,
        shift: match which >> 4 & 3 {
            0 => -6 - (channel % 3) as i32,
            1 if channel % 2 == 1 => -24,
            _ => -6,
        },
    };
    let scales: Vec<Scale> = (0..channels).map(scale).collect();
    let bias = |channel: usize| match zero && filters >> (channel % 8) & 1 == 1 {
        true => 0,
        false => i32::from(b) * 16,
    };
    let clamped = output(b, a);
    Numbers::Integers(Integers {
        element: Element::I8,
        zero_points: [ZERO_POINT.into(), 0],
        weights: Weights {
            values: weights,
            are_int4: false,
        },
        bias: Bias::I32((0..channels).map(bias).collect()),
        rounds_once: false,
        scales: match which >> 6 {
            0 => Scales::PerTensor(scales[0]),
            _ => Scales::PerChannel(scales),
        },
        output: Output {
            zero_point: if zero {
                ZERO_POINT.into()
            } else {
                clamped.zero_point
            },
            ..clamped
        },
    })
}

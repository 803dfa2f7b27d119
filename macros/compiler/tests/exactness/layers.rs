//! Steps with weights or windows.

use tiny_model_compiler::graph::{
    Affine, Averages, Bounds, Convolution, FullyConnected, Kind, Mean, Pool, PoolKind, Scales,
    TensorId, Weights,
};
use tiny_model_kernels::op;
use tiny_model_kernels::requantize::{Output, Scale};

use super::{Builder, ZERO_POINT, output, window};

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
        let y = self.tensor(output_shape, None);
        let mut weights = weights([channels, taps * depth, depth], numbers, zeros);
        if depthwise {
            // Depthwise weights have the taps outermost.
            let by_channel = weights.values.clone();
            let by_tap = (0..taps).flat_map(|tap| by_channel.iter().skip(tap).step_by(taps));
            weights.values = by_tap.copied().collect();
        }
        let conv = Convolution {
            input,
            output: output_shape,
            kernel,
            window: window(stride, pad),
            input_zero_point: ZERO_POINT,
            groups: 1,
            weights,
            affine: affine(channels, numbers, zeros),
        };
        let kind = if depthwise {
            Kind::DepthwiseConv2d(conv)
        } else {
            Kind::Conv2d(conv)
        };
        self.emit(kind, &[x], y);
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
        let y = self.tensor(shape, None);
        let layer = FullyConnected {
            batch: shape[..3].iter().product(),
            inputs,
            outputs,
            weights: weights([outputs, inputs, c], numbers, zeros),
            affine: affine(outputs, numbers, zeros),
        };
        self.emit(Kind::FullyConnected(layer), &[x], y);
    }

    pub(super) fn pool(&mut self, x: TensorId, [size, stride, a, b]: [u8; 4]) {
        let input @ [n, h, w, c] = self.shape(x);
        let side = |bits: u8, most: usize| 1 + usize::from(size >> bits & 3) % most.min(3);
        let kernel = [side(0, h), side(2, w)];
        let kind = match size >> 4 & 1 {
            0 => PoolKind::Max,
            _ => PoolKind::Average,
        };
        let stride = 1 + usize::from(stride % 2);
        let output_shape = [
            n,
            (h - kernel[0]) / stride + 1,
            (w - kernel[1]) / stride + 1,
            c,
        ];
        let range = output(a, b);
        let y = self.tensor(output_shape, None);
        let pool = Pool {
            kind,
            input,
            output: output_shape,
            kernel,
            window: window(stride, 0),
            bounds: Bounds::Int8([range.min as i8, range.max as i8]),
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
        let y = self.tensor(shape, None);
        let mean = Mean {
            numbers: Averages::Int8(op::Mean {
                bias: i32::from(bias as i8),
                scale: Scale {
                    multiplier: i32::MAX / reduced.0 as i32,
                    shift: 0,
                },
                output: output(a, b),
            }),
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
) -> Weights {
    let is_set = |bits: u8, at: usize| bits >> (at % 8) & 1 == 1;
    let weight = |index: usize| {
        if is_set(filters, index / row) || is_set(channels, index % inputs) && inputs > 1 {
            return 0;
        }
        (index as u8).wrapping_mul(a | 1).wrapping_add(b) as i8
    };
    Weights {
        name: "weights".to_owned(),
        values: (0..outputs * row).map(weight).collect(),
        are_int4: false,
    }
}

/// Returns scales and biases. Sometimes filters without weights give the zero point, scales differ
/// between channels, or scales are so small that all sums become one output.
fn affine(channels: usize, [_, a, b, which]: [u8; 4], [filters, _]: [u8; 2]) -> Affine {
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
    Affine {
        bias: (0..channels).map(bias).collect(),
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
    }
}

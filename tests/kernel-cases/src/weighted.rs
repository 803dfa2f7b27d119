//! Random parameters of CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED.

use alloc::vec::Vec;

use tiny_model_kernels::op::{Conv2d, Window};
use tiny_model_kernels::requantize::{Output, Scale};

use crate::Draw;
use crate::oracle::convolution::{Layer, Shapes};

/// The order of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The weights of an output channel are contiguous.
    ChannelFirst,
    /// The weights of a tap are contiguous.
    ChannelLast,
}

/// Parameters of a layer as in the model's file.
#[derive(Debug)]
pub(crate) struct Weighted {
    pub(crate) zero_point: i8,
    pub(crate) weights: Vec<i8>,
    pub(crate) biases: Vec<i32>,
    pub(crate) scales: Vec<Scale>,
    pub(crate) output: Output,
    order: Order,
}

impl Weighted {
    /// Draws parameters for `channels` outputs, each of which sums `depth` products.
    pub(crate) fn draw(draw: &mut Draw, order: Order, channels: usize, depth: usize) -> Self {
        let weights = draw.weights(channels * depth);
        let largest = 255 * 128 * depth as i64;
        let mut layer = Self {
            zero_point: draw.value(),
            weights,
            biases: alloc::vec![0; channels],
            scales: Vec::new(),
            output: draw.output(),
            order,
        };
        let widths = (0..channels).map(|channel| layer.of_channel(channel).map(i32::abs).sum());
        let width = i64::from(widths.max().unwrap_or(0_i32));
        // Random signs cancel out.
        let typical = draw
            .pick(&[128 * width, 64 * width / depth.isqrt() as i64])
            .max(1);
        let (biases, bias) = draw.biases(channels, typical);
        layer.biases = biases;
        layer.scales = draw.scales(channels, typical.max(bias), largest + bias);
        if draw.one_in(8) {
            layer.go_to_the_brink(draw, largest + bias);
        }
        layer
    }

    /// Sets biases for which the largest or smallest sum is about a power of two: `±2^23`, the limit
    /// of sums that share a word, or more, the limit of scaled ones; or beyond.
    fn go_to_the_brink(&mut self, draw: &mut Draw, largest: i64) {
        let power = draw.pick(&[23, 23, 23, 24, 25, 26, 27, 28]);
        let most = largest + (2 << power);
        for channel in 0..self.biases.len() {
            let sign = draw.pick(&[-1, 1]);
            let reach: i32 = (self.of_channel(channel))
                .map(|w| sign * w)
                .map(|w| (127 * w).max(-128 * w))
                .sum();
            let sum: i32 = self.of_channel(channel).sum();
            let beyond = draw.int(0..=1 << (power - 1));
            let brink = (1 << power) + draw.pick(&[-3, -2, -1, -1, 0, beyond]);
            self.biases[channel] = sign * (brink - reach) + i32::from(self.zero_point) * sum;
        }
        self.scales = draw.scales(self.biases.len(), 1 << power, 2 * most);
        if draw.one_in(2) {
            // Outputs that are too large for int8, of channels that agree, make overflows visible.
            let shift = draw.int(-14..=0);
            for scale in &mut self.scales {
                *scale = draw.fraction(0);
                scale.shift = shift;
            }
        }
    }

    /// Draws inputs that maximize the magnitude of some channel's sum.
    pub(crate) fn farthest(&self, draw: &mut Draw) -> Vec<i8> {
        let channel = draw.size(0..=self.biases.len() - 1);
        let sign = draw.pick(&[-1, 1]);
        let farthest = |w| if sign * w > 0 { 127 } else { -128 };
        self.of_channel(channel).map(farthest).collect()
    }

    /// Returns the weights of an output channel.
    fn of_channel(&self, channel: usize) -> impl Iterator<Item = i32> {
        let channels = self.biases.len();
        let depth = self.weights.len() / channels;
        (0..depth).map(move |k| {
            i32::from(match self.order {
                Order::ChannelFirst => self.weights[channel * depth + k],
                Order::ChannelLast => self.weights[k * channels + channel],
            })
        })
    }

    /// Returns `bias − zero_point · Σw` for each output channel, as the compiler folds it.
    pub(crate) fn folded(&self) -> Vec<i32> {
        let sum = |channel| -> i32 { self.of_channel(channel).sum() };
        (0..self.biases.len())
            .map(|channel| self.biases[channel] - i32::from(self.zero_point) * sum(channel))
            .collect()
    }

    /// Returns whether the channels' scales are equal, so that one may stand for all.
    pub(crate) fn has_one_scale(&self) -> bool {
        self.scales.iter().all(|&scale| scale == self.scales[0])
    }

    /// Returns the scales as an array.
    pub(crate) fn channels<const C: usize>(&self) -> [Scale; C] {
        *self.scales.first_chunk().expect("a scale for each channel")
    }

    /// Returns the parameters of a convolution with these scales.
    pub(crate) fn conv<S>(&self, window: Window, scales: S) -> Conv2d<S> {
        Conv2d {
            window,
            input_zero_point: self.zero_point,
            scales,
            output: self.output,
        }
    }

    /// Returns the oracle's parameters, with an input.
    pub(crate) fn layer<'a>(&'a self, x: &'a [i8]) -> Layer<'a> {
        Layer {
            x,
            zero_point: self.zero_point,
            weights: &self.weights,
            biases: &self.biases,
            scales: &self.scales,
            output: self.output,
        }
    }
}

/// The steps of a window that covers a pixel.
pub(crate) const NO_STEPS: Window = Window {
    stride_h: 1,
    stride_w: 1,
    dilation_h: 1,
    dilation_w: 1,
    pad_top: 0,
    pad_left: 0,
};

/// A window's steps in one direction.
#[derive(Debug, Clone, Copy)]
struct Steps {
    stride: usize,
    dilation: usize,
    pad: usize,
}

/// Draws the steps of a window of `taps` over `input` pixels; with `padded` it may leave the input,
/// at either end, even with all of its taps.
fn steps(draw: &mut Draw, input: usize, output: usize, taps: usize, padded: bool) -> Steps {
    let mut stride = draw.pick(&[1, 1, 1, 2, 2, 3]);
    let mut dilation = draw.pick(&[1, 1, 1, 1, 2, 3]);
    if padded {
        let pad = draw.size(0..=(taps - 1) * dilation);
        return Steps {
            stride,
            dilation,
            pad,
        };
    }
    let reach = |stride, dilation| (output - 1) * stride + (taps - 1) * dilation;
    if reach(stride, dilation) >= input {
        dilation = 1;
    }
    if reach(stride, dilation) >= input {
        stride = 1;
    }
    Steps {
        stride,
        dilation,
        pad: 0,
    }
}

/// Draws any window over these shapes.
pub(crate) fn window(draw: &mut Draw, Shapes { x, y, kernel }: Shapes, padded: bool) -> Window {
    let vertical = steps(draw, x[1], y[1], kernel[0], padded);
    let horizontal = steps(draw, x[2], y[2], kernel[1], padded);
    Window {
        stride_h: vertical.stride,
        stride_w: horizontal.stride,
        dilation_h: vertical.dilation,
        dilation_w: horizontal.dilation,
        pad_top: vertical.pad,
        pad_left: horizontal.pad,
    }
}

/// Copies a packer's result into the type that kernels take.
pub(crate) fn fill(to: &mut [u32], packed: &[u8]) {
    assert_eq!(4 * to.len(), packed.len(), "the packer fills the type");
    for (to, from) in to.iter_mut().zip(packed.as_chunks().0) {
        *to = u32::from_le_bytes(*from);
    }
}

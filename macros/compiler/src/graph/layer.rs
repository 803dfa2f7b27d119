//! Layers: sums of products with constant weights.

use std::borrow::Cow;

use half::f16;
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::float::{Range, hybrid};
use tiny_model_kernels::requantize::{Output, Scale};

use super::{Clamp, Element};

/// CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED and TRANSPOSE_CONV.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Which of them.
    pub form: Form,
    /// Its geometry. FULLY_CONNECTED has a pixel for each row of its input. The window of TRANSPOSE_CONV goes over its
    /// output.
    pub shape: Shape,
    /// Its weights, and what becomes of their sums of products.
    pub numbers: Numbers,
}

/// Which products a layer sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// CONV_2D; weights are `[CO][KH][KW][CI / groups]`.
    Conv2d,
    /// DEPTHWISE_CONV_2D; weights are `[KH][KW][CO]`.
    DepthwiseConv2d,
    /// FULLY_CONNECTED; weights are `[CO][CI]`.
    FullyConnected,
    /// TRANSPOSE_CONV; weights are `[CO][KH][KW][CI]`.
    TransposeConv,
}

/// The numbers that a layer computes in.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// int8 or int16 by int8.
    Integers(Integers),
    /// f32 by f32.
    Float(Float),
    /// f32 that is quantized, by int8.
    Hybrid(Hybrid),
}

/// Integer weights, with what is applied to sums of products.
#[derive(Debug, Clone)]
pub struct Integers {
    /// The type of input and output: int8 or int16.
    pub element: Element,
    /// Zero points of the input and of the weights.
    pub zero_points: [i32; 2],
    /// The weights.
    pub weights: Weights,
    /// The bias of each output channel.
    pub bias: Bias,
    /// Scales of the output channels.
    pub scales: Scales,
    /// Zero point and range of the output.
    pub output: Output,
    /// Whether sums are rounded once instead of twice, as LiteRT does in FULLY_CONNECTED of uint8, and of int4 weights with
    /// a scale for each channel.
    pub rounds_once: bool,
}

/// int8 or int4 weights in TFLite's order.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The values.
    pub values: Vec<i8>,
    /// Whether the model has them in four bits, as flash should.
    pub are_int4: bool,
}

/// Biases, of the type of the sums that they are added to.
#[derive(Debug, Clone)]
pub enum Bias {
    /// Sums in int32.
    I32(Vec<i32>),
    /// Sums in int64.
    I64(Vec<i64>),
}

/// Per-tensor or per-channel scales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scales {
    /// One for all channels.
    PerTensor(Scale),
    /// One for each channel.
    PerChannel(Vec<Scale>),
}

/// f32 weights, with what is done to sums of products.
#[derive(Debug, Clone)]
pub struct Float {
    /// The weights in TFLite's order.
    pub weights: FloatWeights,
    /// The bias of each output channel; TRANSPOSE_CONV may have none.
    pub bias: Vec<f32>,
    /// Smallest and largest output.
    pub output: Range,
}

/// Weights as they lie in flash.
#[derive(Debug, Clone)]
pub enum FloatWeights {
    /// At four bytes each.
    Float(Vec<f32>),
    /// At two.
    Half(Vec<f16>),
}

/// int8 weights of an input on f32, which is quantized when the layer runs.
#[derive(Debug, Clone)]
pub struct Hybrid {
    /// The weights.
    pub weights: Weights,
    /// Scales of the weights: one, or one for each output channel.
    pub scales: Vec<f32>,
    /// The bias of each output channel.
    pub bias: Vec<f32>,
    /// The arithmetic.
    pub arithmetic: hybrid::Hybrid,
}

/// A layer as kernels of int8 take it.
#[derive(Debug, Clone)]
pub struct Int8Layer {
    /// Its geometry.
    pub shape: Shape,
    /// The value of padding.
    pub input_zero_point: i8,
    /// The weights.
    pub weights: Weights,
    /// What is applied to the sums.
    pub affine: Affine,
}

/// What is applied to sums of int8.
#[derive(Debug, Clone)]
pub struct Affine {
    /// Per output channel, the input's zero point folded in: `bias − zero_point · Σw`.
    pub bias: Vec<i32>,
    /// Scales of the output channels.
    pub scales: Scales,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Layer {
    /// Number of its weights.
    pub fn weights(&self) -> usize {
        match &self.numbers {
            Numbers::Integers(integers) => integers.weights.values.len(),
            Numbers::Float(float) => float.weights.len(),
            Numbers::Hybrid(hybrid) => hybrid.weights.values.len(),
        }
    }

    /// Products of each output channel.
    pub fn products(&self) -> usize {
        self.weights() / self.shape.output[3].max(1)
    }

    /// Multiply-accumulates: each weight for each pixel that it meets.
    pub(super) fn macs(&self) -> usize {
        let [images, height, width, _] = match self.form {
            Form::TransposeConv => self.shape.input,
            _ => self.shape.output,
        };
        images * height * width * self.weights()
    }

    /// The bounds of its output.
    pub(super) fn clamp(&mut self) -> Clamp<'_> {
        match &mut self.numbers {
            Numbers::Integers(integers) => Clamp::Integers(&mut integers.output),
            Numbers::Float(float) => Clamp::Floats(&mut float.output),
            Numbers::Hybrid(hybrid) => Clamp::Floats(&mut hybrid.arithmetic.output),
        }
    }

    /// Its geometry, if it can be computed row by row. A hybrid layer quantizes whole images.
    pub(super) fn window(&self) -> Option<&Shape> {
        let takes_rows = !matches!(self.numbers, Numbers::Hybrid(_));
        (self.has_window() && takes_rows).then_some(&self.shape)
    }

    /// Returns whether a window goes over its input.
    fn has_window(&self) -> bool {
        matches!(self.form, Form::Conv2d | Form::DepthwiseConv2d)
    }

    /// The bytes of an input that is as good as none: what the window reads outside of the input. `None` where there is
    /// no such value, or no window.
    pub fn padding(&self) -> Option<Vec<u8>> {
        match &self.numbers {
            _ if !self.has_window() => None,
            Numbers::Integers(integers) => {
                let bytes = integers.zero_points[0].to_le_bytes();
                Some(bytes[..integers.element.size()].to_vec())
            }
            // Sums begin with 0, to which no product of 0 adds anything except that of infinity and NaN.
            Numbers::Float(float) => float.weights.are_finite().then(|| vec![0; 4]),
            // A range holds 0, and 0 is quantized to the zero point, which padding has.
            Numbers::Hybrid(_) => Some(vec![0; 4]),
        }
    }

    /// Its numbers, where they are those of kernels of int8: weights have no zero point, and sums are of int32 and
    /// rounded twice.
    pub fn as_int8(&self) -> Option<&Integers> {
        let Numbers::Integers(integers) = &self.numbers else {
            return None;
        };
        let is_int8 = integers.element == Element::I8 && matches!(integers.bias, Bias::I32(_));
        (is_int8 && integers.zero_points[1] == 0 && !integers.rounds_once).then_some(integers)
    }

    /// The layer as kernels of int8 take it.
    pub fn int8(&self) -> Option<Int8Layer> {
        let integers = self.as_int8()?;
        Some(Int8Layer {
            shape: self.shape,
            // Of an int8 input.
            input_zero_point: integers.zero_points[0] as i8,
            weights: integers.weights.clone(),
            affine: Affine {
                bias: self.folded_bias(integers),
                scales: integers.scales.clone(),
                output: integers.output,
            },
        })
    }

    /// Per output channel, the bias with the input's zero point folded in: `bias − zero_point · Σw`.
    pub fn folded_bias(&self, integers: &Integers) -> Vec<i32> {
        let weights = &integers.weights.values;
        let channels = self.shape.output[3].max(1);
        let sum = |channel: usize| -> i32 {
            let [first, step, count] = match self.form {
                Form::DepthwiseConv2d => [channel, channels, weights.len() / channels],
                _ => [channel * self.products(), 1, self.products()],
            };
            let filter = weights.iter().skip(first).step_by(step).take(count);
            filter.map(|&weight| i32::from(weight)).sum()
        };
        let bias = match &integers.bias {
            Bias::I32(bias) => bias.as_slice(),
            Bias::I64(_) => &[],
        };
        let zero_point = integers.zero_points[0];
        let fold = |(channel, bias): (usize, &i32)| {
            bias.wrapping_sub(zero_point.wrapping_mul(sum(channel)))
        };
        bias.iter().enumerate().map(fold).collect()
    }
}

impl Scales {
    /// One, or those of all channels.
    pub fn as_slice(&self) -> &[Scale] {
        match self {
            Self::PerTensor(scale) => std::slice::from_ref(scale),
            Self::PerChannel(scales) => scales,
        }
    }
}

impl FloatWeights {
    /// Number of weights.
    pub fn len(&self) -> usize {
        match self {
            Self::Float(weights) => weights.len(),
            Self::Half(weights) => weights.len(),
        }
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The weights as f32, each of which is an f16's value too where they are those.
    pub fn widened(&self) -> Cow<'_, [f32]> {
        match self {
            Self::Float(weights) => weights.into(),
            Self::Half(weights) => weights.iter().map(|half| half.to_f32()).collect(),
        }
    }

    /// Returns whether all are finite numbers.
    fn are_finite(&self) -> bool {
        match self {
            Self::Float(weights) => weights.iter().all(|weight| weight.is_finite()),
            Self::Half(weights) => weights.iter().all(|weight| weight.is_finite()),
        }
    }
}

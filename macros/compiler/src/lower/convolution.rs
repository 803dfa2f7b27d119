//! What CONV_2D and DEPTHWISE_CONV_2D share.

use tflite_schema::{Conv2DOptions, TensorType};
use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::layer::Layer as Sizes;

use super::Problem;
use super::asymmetric::has_uint8_weights;
use super::float::{HybridParts, has_int8_weights, reads_float};
use super::int16::{Parts, reads_int16};
use super::node::{Node, Operand};
use super::weights::{column_sums, row_sums};
use super::window;
use crate::graph::{Convolution, Float, FloatConvolution, HybridLayer, Int16, Kind, Layer};
use crate::numerics::factor;

/// What a convolution reads and writes.
pub(super) struct Operands<'a> {
    pub(super) x: Operand<'a>,
    pub(super) filters: Operand<'a>,
    pub(super) y: Operand<'a>,
    /// Shape of `x`.
    pub(super) input: [usize; 4],
    /// Shape of `filters`.
    pub(super) filter: [usize; 4],
}

/// Where the filters' output channels lie.
#[derive(Clone, Copy)]
pub(super) enum Channels {
    /// CONV_2D: along the first dimension, in groups of as many channels each.
    First { groups: usize },
    /// DEPTHWISE_CONV_2D: along the last dimension.
    Last,
}

impl Channels {
    /// The dimension of the filters along which they lie.
    fn dimension(self) -> i32 {
        match self {
            Self::First { .. } => 0,
            Self::Last => 3,
        }
    }
}

impl<'a> Operands<'a> {
    pub(super) fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x, filters, y) = (
            node.input(0, "input")?,
            node.input(1, "filters")?,
            node.output()?,
        );
        let (input, filter) = (node.nhwc(x, "input")?, node.nhwc(filters, "filters")?);
        Ok(Self {
            x,
            filters,
            y,
            input,
            filter,
        })
    }

    /// Adds the convolution of the activations' type, once the filters' channels fit the input's.
    pub(super) fn emit(
        &self,
        node: &mut Node<'a>,
        options: &Conv2DOptions,
        layout: Channels,
    ) -> Result<(), Problem> {
        let shape = self.shape(node, options, layout)?;
        let kind = if reads_float(node, 0) && has_int8_weights(node) {
            let (layer, dimension) = match layout {
                Channels::First { .. } => (HybridLayer::Conv2d(shape), 0),
                Channels::Last => (HybridLayer::DepthwiseConv2d(shape), 3),
            };
            let hybrid = node.hybrid(HybridParts {
                layer,
                weights: (self.filters, "filters"),
                channels: (shape.output[3], dimension),
                activation: options.fused_activation_function,
                is_asymmetric: true,
            })?;
            Kind::Float(Float::Hybrid(hybrid))
        } else if reads_float(node, 0) {
            let filters = (self.filters, "filters");
            let activation = options.fused_activation_function;
            let dense = node.dense(filters, shape.output[3], activation)?;
            let convolution = FloatConvolution { shape, dense };
            Kind::Float(match layout {
                Channels::First { .. } => Float::Conv2d(convolution),
                Channels::Last => Float::DepthwiseConv2d(convolution),
            })
        } else if reads_int16(node) {
            let convolution = self.int16(node, options, layout, shape)?;
            Kind::Int16(match layout {
                Channels::First { .. } => Int16::Conv2d(convolution),
                Channels::Last => Int16::DepthwiseConv2d(convolution),
            })
        } else if has_uint8_weights(node) {
            let activation = options.fused_activation_function;
            let (weights, ends) = ((self.filters, "filters"), [self.x, self.y]);
            // LiteRT's `GetQuantizedConvolutionMultipler` multiplies in f32.
            let factor = |[x, weights, y]: [f32; 3]| factor([x * weights], [y]);
            let layer = node.asymmetric_layer(sizes(shape), weights, ends, activation, factor)?;
            match layout {
                Channels::First { .. } => Kind::AsymmetricConv2d(layer),
                Channels::Last => Kind::AsymmetricDepthwiseConv2d(layer),
            }
        } else {
            let convolution = self.convolution(node, options, layout, shape)?;
            match layout {
                Channels::First { .. } => Kind::Conv2d(convolution),
                Channels::Last => Kind::DepthwiseConv2d(convolution),
            }
        };
        node.emit(kind, &[self.x], self.y);
        Ok(())
    }

    fn shape(
        &self,
        node: &Node<'a>,
        options: &Conv2DOptions,
        layout: Channels,
    ) -> Result<Shape, Problem> {
        let &Self {
            y,
            input,
            filter: [first, height, width, last],
            ..
        } = self;
        let kernel = [height, width];
        let (channels, groups) = match layout {
            Channels::First { groups } => (first, groups),
            Channels::Last => (last, 1),
        };
        let window = window::Options {
            padding: options.padding,
            kernel,
            stride: [options.stride_h, options.stride_w],
            dilation: [options.dilation_h_factor, options.dilation_w_factor],
        };
        Ok(Shape {
            input,
            window: node.window(&window, input, y, channels)?,
            output: node.nhwc(y, "output")?,
            kernel,
            groups,
        })
    }

    /// TFLM's int16 DEPTHWISE_CONV_2D takes its bias for int64 whatever it is.
    fn int16(
        &self,
        node: &Node<'a>,
        options: &Conv2DOptions,
        layout: Channels,
        shape: Shape,
    ) -> Result<Layer, Problem> {
        let &Self { x, filters, y, .. } = self;
        let bias = node.optional(2);
        if let (Channels::Last, Some(bias)) = (layout, bias) {
            node.expect_type(bias, "bias", TensorType::INT64)?;
        }
        let parts = Parts {
            x,
            weights: (filters, "filters"),
            bias,
            y,
            activation: options.fused_activation_function,
            bias_type: options.quantized_bias_type,
            takes_int16_bias: false,
        };
        let channels = shape.output[3];
        let scales = node.weight_scales(filters, "filters", channels, layout.dimension())?;
        let quantizations = [node.quantization(x)?, node.quantization(y)?];
        node.int16_layer(
            sizes(shape),
            &parts,
            node.channel_scales(scales, quantizations)?,
        )
    }

    fn convolution(
        &self,
        node: &Node<'a>,
        options: &Conv2DOptions,
        layout: Channels,
        shape: Shape,
    ) -> Result<Convolution, Problem> {
        let &Self { x, filters, y, .. } = self;
        let Shape {
            input,
            output,
            kernel,
            window,
            groups,
        } = shape;
        let (channels, row) = (output[3], self.filter[1..].iter().product());
        let quantizations = [node.quantization(x)?, node.quantization(y)?];
        let weights = node.weights(filters, "filters")?;
        let sums = match layout {
            Channels::First { .. } => row_sums(&weights.values, row),
            Channels::Last => column_sums(&weights.values, channels),
        };
        let bias = node.bias(node.optional(2), quantizations[0], &sums)?;
        let scales = node.weight_scales(filters, "filters", channels, layout.dimension())?;
        let range = node.activated(options.fused_activation_function, quantizations[1])?;
        Ok(Convolution {
            input,
            output,
            kernel,
            window,
            // Of an int8 activation.
            input_zero_point: quantizations[0].zero_point as i8,
            groups,
            weights,
            affine: node.affine(bias, scales, quantizations, range)?,
        })
    }
}

/// The same sizes for the kernel of activations of all types.
pub(super) fn sizes(shape: Shape) -> Sizes {
    Sizes {
        input: shape.input,
        output: shape.output,
        kernel: shape.kernel,
        window: shape.window,
        groups: shape.groups,
    }
}

//! Layers with f32 activations and int8 weights.

use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::float::hybrid;

/// A layer whose input is quantized when it runs.
#[derive(Debug, Clone)]
pub struct Hybrid {
    /// Which.
    pub layer: HybridLayer,
    /// int8, in TFLite's order.
    pub weights: Vec<i8>,
    /// Of the weights: one, or one for each output channel.
    pub scales: Vec<f32>,
    /// Of each output channel.
    pub bias: Vec<f32>,
    /// The arithmetic.
    pub arithmetic: hybrid::Hybrid,
}

/// Which layer, and its geometry.
#[derive(Debug, Clone)]
pub enum HybridLayer {
    /// CONV_2D.
    Conv2d(Shape),
    /// DEPTHWISE_CONV_2D.
    DepthwiseConv2d(Shape),
    /// FULLY_CONNECTED over so many rows.
    FullyConnected(usize),
}

impl HybridLayer {
    /// That of a convolution.
    pub fn shape(&self) -> Option<&Shape> {
        match self {
            Self::Conv2d(shape) | Self::DepthwiseConv2d(shape) => Some(shape),
            Self::FullyConnected(_) => None,
        }
    }
}

impl Hybrid {
    /// Products of each output channel.
    pub fn products(&self) -> usize {
        self.weights.len() / self.bias.len().max(1)
    }

    /// Images or rows, and the elements of the input and output of each.
    pub fn parts(&self) -> (usize, [usize; 2]) {
        match self.layer.shape() {
            Some(shape) => {
                let [input, output] = [shape.input, shape.output];
                let size = |dims: [usize; 4]| dims[1..].iter().product();
                (input[0], [size(input), size(output)])
            }
            None => match self.layer {
                HybridLayer::FullyConnected(rows) => (rows, [self.products(), self.bias.len()]),
                _ => (0, [0; 2]),
            },
        }
    }

    /// Bytes of scratch: the quantized image or row, and the input under a window of CONV_2D.
    pub fn scratch(&self) -> usize {
        let (_, [input, _]) = self.parts();
        match &self.layer {
            HybridLayer::Conv2d(shape) => hybrid::scratch(shape),
            _ => input,
        }
    }

    /// Multiply-accumulates.
    pub fn macs(&self) -> usize {
        match self.layer.shape() {
            Some(shape) => {
                let [batch, height, width, _] = shape.output;
                batch * height * width * self.weights.len()
            }
            None => self.parts().0 * self.weights.len(),
        }
    }
}

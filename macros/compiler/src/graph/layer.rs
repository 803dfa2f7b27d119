//! Layers with one kernel for activations of all types.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::Output;

use super::{Element, Scales};

/// A layer with a window and weights.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its sizes.
    pub sizes: op::layer::Layer,
    /// Little-endian weights in TFLite's order.
    pub weights: Vec<u8>,
    /// What the weights are.
    pub element: Element,
    /// Its sums.
    pub arithmetic: Arithmetic,
}

/// BATCH_MATMUL.
#[derive(Debug, Clone)]
pub struct BatchMatmul {
    /// Its sizes.
    pub sizes: op::BatchMatmul,
    /// Its sums.
    pub arithmetic: Arithmetic,
}

/// Sums of products, and what becomes of them.
#[derive(Debug, Clone)]
pub enum Arithmetic {
    /// int8 by int8, with the zero points of both.
    Int8 {
        /// Of both.
        zero_points: [i32; 2],
        /// Of each output channel; empty for none.
        bias: Vec<i32>,
        /// Of the output channels.
        scales: Scales,
        /// Zero point and range of the output.
        output: Output,
    },
    /// int16 by int8, without zero points.
    Int16 {
        /// Of each output channel.
        bias: Accumulated,
        /// Of the output channels.
        scales: Scales,
        /// Range of the output.
        output: Output,
    },
    /// int16 by int16, without zero points.
    Int16Pair(op::layer::Int16Pair),
    /// f32 by f32.
    Float {
        /// Of each output channel; empty for none.
        bias: Vec<f32>,
        /// Range of the output.
        output: Range,
    },
}

/// Biases, of the type of the sums that they are added to.
#[derive(Debug, Clone)]
pub enum Accumulated {
    /// Sums in int32.
    I32(Vec<i32>),
    /// Sums in int64.
    I64(Vec<i64>),
}

impl Layer {
    /// Multiply-accumulates of a convolution: each weight for each pixel of the output.
    pub fn macs(&self) -> usize {
        let [images, height, width, _] = self.sizes.output;
        images * height * width * self.weights.len() / self.element.size()
    }

    /// Multiply-accumulates of a TRANSPOSE_CONV: each weight for each pixel of the input.
    pub fn transposed_macs(&self) -> usize {
        let [images, height, width, _] = self.sizes.input;
        images * height * width * self.weights.len() / self.element.size()
    }
}

impl Arithmetic {
    /// The bytes of the input that stands for 0, if every product with it is 0.
    pub fn zero(&self) -> Option<Vec<u8>> {
        match self {
            Self::Int8 { zero_points, .. } => Some(vec![zero_points[0] as u8]),
            Self::Int16 { .. } | Self::Int16Pair { .. } => Some(vec![0; 2]),
            // Weights may be infinite.
            Self::Float { .. } => None,
        }
    }
}

impl BatchMatmul {
    /// Multiply-accumulates.
    pub fn macs(&self) -> usize {
        let batch: usize = self.sizes.batch.iter().product();
        let [rows, columns] = self.sizes.output;
        batch * rows * columns * self.sizes.depth
    }
}

//! BATCH_MATMUL.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::op::layer::Int16Pair;
use tiny_model_kernels::requantize::{Output, Scale};

use super::Clamp;

/// BATCH_MATMUL.
#[derive(Debug, Clone)]
pub struct BatchMatmul {
    /// Its sizes.
    pub sizes: op::BatchMatmul,
    /// The numbers that it computes in.
    pub products: Products,
}

/// Sums of products of two inputs, and what becomes of them.
#[derive(Debug, Clone)]
pub enum Products {
    /// int8 by int8.
    Int8 {
        /// Zero points of both inputs.
        zero_points: [i32; 2],
        /// The scale of the sums.
        scale: Scale,
        /// Zero point and range of the output.
        output: Output,
    },
    /// int16 by int16, without zero points.
    Int16(Int16Pair),
    /// f32 by f32.
    Float(Range),
}

impl BatchMatmul {
    /// Multiply-accumulates.
    pub(super) fn macs(&self) -> usize {
        let batch: usize = self.sizes.batch.iter().product();
        let [rows, columns] = self.sizes.output;
        batch * rows * columns * self.sizes.depth
    }

    /// The bounds of its output.
    pub(super) fn clamp(&mut self) -> Clamp<'_> {
        match &mut self.products {
            Products::Int8 { output, .. } => Clamp::Integers(output),
            Products::Int16(pair) => Clamp::Integers(&mut pair.output),
            Products::Float(range) => Clamp::Floats(range),
        }
    }
}

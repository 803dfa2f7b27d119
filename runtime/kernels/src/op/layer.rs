//! Layers with weights on activations of any type, with one body for all shapes.
//!
//! CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED of int8 and float32 have kernels of their own; these are
//! for int16 activations, and for TRANSPOSE_CONV and BATCH_MATMUL of all types. [`Arithmetic`] is what the types differ in.
//! Weights are in TFLite's order, and nothing is copied: taps outside of the input are left out, as in
//! TFLM's reference kernels.

mod arithmetic;
mod conv_2d;
mod depthwise_conv_2d;
mod transpose_conv;

pub use arithmetic::{Arithmetic, Bias, Float, Int8, Int16, Int16Pair, Sum};
pub use conv_2d::conv_2d;
pub use depthwise_conv_2d::depthwise_conv_2d;
pub use transpose_conv::transpose_conv;

use crate::op::Window;

/// The sizes of a layer with a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Batch, height, width and channels of the input.
    pub input: [usize; 4],
    /// Batch, height, width and channels of the output.
    pub output: [usize; 4],
    /// Height and width of the window.
    pub kernel: [usize; 2],
    /// Steps of the window.
    pub window: Window,
    /// Groups of CONV_2D; else 1.
    pub groups: usize,
}

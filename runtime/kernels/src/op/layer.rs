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

use core::ops::Range;

pub use arithmetic::{Arithmetic, Bias, Float, Int8, Int16, Int16Pair, Once, Sum};
pub use conv_2d::conv_2d;
pub use depthwise_conv_2d::depthwise_conv_2d;
pub use transpose_conv::transpose_conv;

use crate::at::At;
use crate::op::Window;

/// Output channels that are computed at once.
const CHANNELS: usize = 4;

/// Output channels that are computed at once: all of them, from the first on, in blocks of four. The last
/// block shares channels with the one before where it would not be full. Less than four go one by one.
#[inline(always)]
fn blocks(channels: usize) -> impl Iterator<Item = Range<usize>> {
    let (size, count) = match channels.checked_sub(CHANNELS) {
        Some(_) => (CHANNELS, channels.div_ceil(CHANNELS)),
        None => (1, channels),
    };
    (0..count).map(move |block| {
        let first = (At(block) * size).min(At(channels) - size);
        first.run(size)
    })
}

/// The outputs of a block's channels. Out of line: registers are few.
#[inline(never)]
fn finish<A: Arithmetic>(arithmetic: &A, sums: &[A::Sum], block: Range<usize>, y: &mut [A::Y]) {
    for ((y, &sum), channel) in y.iter_mut().zip(sums).zip(block) {
        *y = arithmetic.finish(sum, channel);
    }
}

/// Rows of taps, as they lie in the input and in the weights. Steps are in elements.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    /// Rows and columns of taps.
    pub count: [usize; 2],
    /// From row to row and from column to column of the input.
    pub x: [usize; 2],
    /// The same of the weights.
    pub w: [usize; 2],
}

impl Grid {
    /// Goes over them: what is there of the input and of the weights, from each on.
    #[inline(always)]
    pub(crate) fn each<X, W>(&self, x: &[X], w: &[W], mut tap: impl FnMut(&[X], &[W])) {
        for row in 0..self.count[0] {
            for column in 0..self.count[1] {
                let [x_at, w_at] =
                    [self.x, self.w].map(|[down, right]| At(row) * down + At(column) * right);
                let (x, w) = (x.get(x_at.0..), w.get(w_at.0..));
                tap(x.unwrap_or_default(), w.unwrap_or_default());
            }
        }
    }
}

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

//! Layers with weights on activations of any type, with one body of code for all shapes.
//!
//! CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED of int8 and float32 have kernels of their own; these kernels are for
//! int16 activations, and for TRANSPOSE_CONV and BATCH_MATMUL of all types. [`Arithmetic`] is the part that depends on
//! the type. Weights are in TFLite's order, and nothing is copied: taps outside of the input are skipped, as in TFLM's
//! reference kernels.

mod arithmetic;
mod conv_2d;
mod depthwise_conv_2d;
pub mod overlap;
mod transpose_conv;

use core::ops::Range;

pub use arithmetic::{Accumulator, Arithmetic, Bias, Float, Int8, Int16, Int16Pair, Once};
pub use conv_2d::conv_2d;
pub use depthwise_conv_2d::depthwise_conv_2d;
pub use transpose_conv::transpose_conv;

use crate::at::At;
use crate::bytes::Io;
use crate::op::Shape;
use crate::op::taps::WindowAxis;

/// Rows `[W][C]` of a layer's input and rows `[OW][CO]` of its output.
pub type Images<'a, A, const W: usize, const C: usize, const OW: usize, const CO: usize> =
    Io<'a, [[[<A as Arithmetic>::X; C]; W]], [[[<A as Arithmetic>::Y; CO]; OW]]>;

/// Output channels that are computed at once.
const CHANNELS: usize = 4;

/// Returns the output channels that are computed together: all channels, from the first on, in blocks of
/// four. The last block shares channels with the one before where it would not be full. Fewer than four
/// channels are computed one by one.
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

/// Computes the outputs of a block's channels. The function is not inlined because registers are
/// few.
#[inline(never)]
fn finish<A: Arithmetic>(arithmetic: &A, sums: &[A::Sum], block: Range<usize>, y: &mut [A::Y]) {
    for ((y, &sum), channel) in y.iter_mut().zip(sums).zip(block) {
        *y = arithmetic.finish(sum, channel);
    }
}

/// Rows of taps in the input and in the weights. Steps are in elements.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    /// Rows and columns of taps.
    pub count: [usize; 2],
    /// Steps of the input from row to row and from column to column.
    pub x: [usize; 2],
    /// Steps of the weights from row to row and from column to column.
    pub w: [usize; 2],
}

impl Grid {
    /// Calls `tap` for each tap with the input and the weights from the tap on.
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

/// The rows of an image that one call sees.
#[derive(Debug, Clone, Copy)]
struct SeenRows {
    /// Rows of the input.
    input: usize,
    /// Rows of padding above them.
    pad_top: usize,
}

impl Shape {
    /// Returns the rows and columns of the window over the rows of a strip.
    #[inline(always)]
    fn axes(&self, strip: &SeenRows) -> [WindowAxis; 2] {
        let window = &self.window;
        let rows = WindowAxis {
            stride: window.stride_h,
            dilation: window.dilation_h,
            pad: strip.pad_top,
            taps: self.kernel[0],
            size: strip.input,
        };
        let columns = WindowAxis {
            stride: window.stride_w,
            dilation: window.dilation_w,
            pad: window.pad_left,
            taps: self.kernel[1],
            size: self.input[2],
        };
        [rows, columns]
    }

    /// Returns the inputs between neighboring rows of taps, and between neighboring columns.
    #[inline(always)]
    fn x_steps(&self) -> [usize; 2] {
        let [_, _, width, channels] = self.input;
        let down = At(self.window.dilation_h) * width * channels;
        [down.0, self.window.dilation_w.wrapping_mul(channels)]
    }
}

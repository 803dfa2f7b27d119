//! The matmul core: all output channels of one pixel, for CONV_2D and FULLY_CONNECTED of any shape.
//!
//! Sizes are known at run time only, so that all operators share this code. A block of four output
//! channels shares each activation that is loaded, and one load of a word brings its four weights.

use core::hint::black_box;

use crate::arch::{dot, dot_of_nibbles};
use crate::bytes::Io;
use crate::layout::BLOCK;
use crate::requantize::{Output, Scale};

/// The parameters that all pixels of an operator share: one group of output channels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filters<'a, W = u32> {
    /// Blocks of as many words as there are inputs.
    pub(crate) weights: &'a [W],
    /// One per output channel: `bias − zero_point · Σw`, so that inputs are raw activations.
    pub(crate) bias: &'a [i32],
    /// In channel order, or one for all.
    pub(crate) scales: &'a [Scale],
    /// Zero point and range of the output.
    pub(crate) output: Output,
}

/// The weights of a block's channels for one input.
pub trait Word: Copy {
    /// `Σ x[k] · weights[k][c]` for the channels `c` of a block.
    fn dot(x: &[i8], weights: &[Self]) -> [i32; BLOCK];
}

/// Weights of eight bits.
impl Word for u32 {
    #[inline(always)]
    fn dot(x: &[i8], weights: &[u32]) -> [i32; BLOCK] {
        dot(x, weights)
    }
}

/// Weights of four bits.
impl Word for u16 {
    #[inline(always)]
    fn dot(x: &[i8], weights: &[u16]) -> [i32; BLOCK] {
        dot_of_nibbles(x, weights)
    }
}

impl<W> Filters<'_, W> {
    /// Goes on to the next group, past `channels` output channels and `words` of weights.
    #[inline(always)]
    pub(crate) fn skip(&mut self, channels: usize, words: usize) {
        self.weights = self.weights.get(words..).unwrap_or_default();
        self.bias = self.bias.get(channels..).unwrap_or_default();
        if let Some(scales @ [_, ..]) = self.scales.get(channels..) {
            self.scales = scales;
        }
    }
}

/// `y[co] = clamp(zp + scale[co] · (bias[co] + Σ x[k] · w[k][co]))`.
///
/// Accumulators wrap: the final sum fits i32 wherever TFLM's does, and wrapping addition loses
/// nothing on the way. All of `x` is read before each block of `y` is written.
#[inline(never)]
pub(crate) fn matmul<W: Word>(mut io: Io<'_, [i8], [i8]>, filters: &Filters<'_, W>) {
    let Filters {
        mut weights,
        mut bias,
        mut scales,
        output,
    } = *filters;
    let repeated;
    if let [scale] = *scales {
        repeated = [scale; BLOCK];
        scales = &repeated;
    }
    while !io.y().is_empty() {
        let block;
        (block, weights) = weights.split_at_checked(io.x().len()).unwrap_or_default();
        let sums = W::dot(io.x(), block);
        for (((y, sum), bias), scale) in io.y().iter_mut().zip(sums).zip(bias).zip(scales) {
            *y = output.clamp(scale.apply(sum.wrapping_add(*bias)));
        }
        io = io.skip(0, BLOCK);
        bias = bias.get(BLOCK..).unwrap_or_default();
        if let Some(rest @ [_, ..]) = scales.get(BLOCK..) {
            scales = rest;
        }
    }
}

/// Keeps LLVM from unrolling the loop around it.
#[inline(always)]
pub(crate) fn keep_rolled() {
    if cfg!(target_arch = "arm") {
        black_box(());
    }
}

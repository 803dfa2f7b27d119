//! The matmul core: all output channels of one pixel, for CONV_2D and FULLY_CONNECTED of any shape.
//!
//! Sizes are known at run time only, so that all operators share this code. A block of four output
//! channels shares each activation that is loaded, and one load of a word brings its four weights.
//!
//! LLVM unrolls such a loop, sums one channel after the other and spills what it loaded. The empty
//! [`black_box`]es stand against that: nothing is unrolled beyond what is written. On Cortex-M3 two
//! inputs in a turn leave all sums in registers: 4.5 modelled cycles per multiply-accumulate, and
//! 5.4 with requantization where there are 64 inputs. Cores with eight registers have none for the
//! sums: there these live on the stack, each is updated for two inputs at a time, and four such
//! steps share the upkeep of a turn: 8.5 cycles on Cortex-M0+, against 10.7 with sums that LLVM
//! spills where it likes.

use core::array::from_ref;
use core::hint::black_box;

use crate::layout::BLOCK;
use crate::requantize::{Output, Scale};

/// What all pixels of an operator share: one group of output channels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filters<'a> {
    /// Blocks of as many words as there are inputs.
    pub(crate) weights: &'a [u32],
    /// One per output channel: `bias − zero_point · Σw`, so that inputs are raw activations.
    pub(crate) bias: &'a [i32],
    /// In channel order, or one for all.
    pub(crate) scales: &'a [Scale],
    /// Zero point and range of the output.
    pub(crate) output: Output,
}

impl Filters<'_> {
    /// On to the next group, past `channels` output channels and `words` of weights.
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
/// nothing on the way.
#[inline(never)]
pub(crate) fn matmul(x: &[i8], y: &mut [i8], filters: &Filters<'_>) {
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
    for y in y.chunks_mut(BLOCK) {
        let block;
        (block, weights) = weights.split_at_checked(x.len()).unwrap_or_default();
        let sums = dot(x, block);
        for (((y, sum), bias), scale) in y.iter_mut().zip(sums).zip(bias).zip(scales) {
            *y = output.clamp(scale.apply(sum.wrapping_add(*bias)));
        }
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

/// Whether registers are few: Armv6-M and Armv8-M Baseline, which compute with eight.
const SMALL: bool = cfg!(core = "small");

/// Inputs whose products are added to a sum together.
const STEP: usize = if cfg!(target_arch = "arm") { 2 } else { 1 };

/// Inputs that one turn of the loop multiplies.
const UNROLL: usize = if SMALL { 8 } else { STEP };

/// `Σ x[k] · weights[k][c]` for the channels `c` of a block.
///
/// A function of its own where registers are few: what its caller needs is then saved once.
#[cfg_attr(core = "small", inline(never))]
fn dot(x: &[i8], weights: &[u32]) -> [i32; BLOCK] {
    let mut sums = [0; BLOCK];
    if SMALL {
        black_box(&mut sums);
    }
    let (xs, x) = x.as_chunks::<UNROLL>();
    let (words, weights) = weights.as_chunks::<UNROLL>();
    for (x, weights) in xs.iter().zip(words) {
        keep_rolled();
        let (xs, words) = (x.as_chunks::<STEP>().0, weights.as_chunks::<STEP>().0);
        for (x, weights) in xs.iter().zip(words) {
            multiply(&mut sums, x, weights);
        }
    }
    for (x, weights) in x.iter().zip(weights) {
        keep_rolled();
        multiply(&mut sums, from_ref(x), from_ref(weights));
    }
    sums
}

/// `sums += x · weights`, channel by channel.
#[inline(always)]
fn multiply<const N: usize>(sums: &mut [i32; BLOCK], x: &[i8; N], weights: &[u32; N]) {
    for (channel, sum) in sums.iter_mut().enumerate() {
        if SMALL {
            black_box(());
        }
        for (&x, &weights) in x.iter().zip(weights) {
            let weight = (weights >> (8 * channel)) as i8;
            *sum = sum.wrapping_add(i32::from(x) * i32::from(weight));
        }
    }
}

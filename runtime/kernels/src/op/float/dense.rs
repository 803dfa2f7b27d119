//! `y[co] = clamp(bias[co] + Σ x[k] · w[co][k])`: the core of CONV_2D and FULLY_CONNECTED.
//!
//! Sizes are known only at run time, so that all operators share this code. Four output channels are
//! summed at once, so that an addition need not wait for the one before it; each sum is in the order of
//! its products.

use core::ops::Range;

use super::{Range as Output, Weight};
use crate::bytes::Io;
use crate::layout::LANES;

/// The inputs of the outputs of a pixel.
pub(super) trait Runs {
    /// Calls `add` for each run of adjacent inputs, with the index of its first product.
    fn each(&self, add: impl FnMut(Range<usize>, usize));
}

/// Output channels that read the same inputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct DenseFilters<'a, W> {
    /// The weights, in the order of [`Lanes`](crate::layout::Lanes).
    pub(super) weights: &'a [W],
    /// One bias per output channel.
    pub(super) bias: &'a [f32],
    /// Products of an output channel.
    pub(super) products: usize,
    /// The range of the outputs.
    pub(super) output: Output,
}

impl<'a, W: Weight> DenseFilters<'a, W> {
    /// Removes and returns the next `channels` filters.
    #[inline(always)]
    pub(super) fn take(&mut self, channels: usize) -> Self {
        Self {
            weights: split(&mut self.weights, channels * self.products),
            bias: split(&mut self.bias, channels),
            ..*self
        }
    }
}

/// Removes and returns the first `len` elements of a slice.
#[inline(always)]
fn split<'a, T>(of: &mut &'a [T], len: usize) -> &'a [T] {
    let (taken, rest) = of.split_at_checked(len).unwrap_or_default();
    *of = rest;
    taken
}

/// Computes the outputs of one pixel, which are all of `io.y`.
///
/// All inputs are read before each block of channels is written.
#[inline(never)]
pub(super) fn dense<W: Weight>(
    mut io: Io<'_, [f32], [f32]>,
    runs: &impl Runs,
    mut filters: DenseFilters<'_, W>,
) {
    while io.y().len() >= LANES {
        block::<LANES, W>(&mut io, runs, &filters.take(LANES));
        io = io.skip(0, LANES);
    }
    while !io.y().is_empty() {
        block::<1, W>(&mut io, runs, &filters.take(1));
        io = io.skip(0, 1);
    }
}

/// Computes the first `L` outputs.
#[inline(always)]
fn block<const L: usize, W: Weight>(
    io: &mut Io<'_, [f32], [f32]>,
    runs: &impl Runs,
    filters: &DenseFilters<'_, W>,
) {
    let mut sums = [0.0; L];
    let (weights, _) = filters.weights.as_chunks::<L>();
    runs.each(|inputs, product| {
        let x = io.x().get(inputs).unwrap_or_default();
        let weights = weights.get(product..).unwrap_or_default();
        for (&x, weights) in x.iter().zip(weights) {
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum += x * weight.value();
            }
        }
    });
    for ((y, sum), bias) in io.y().iter_mut().zip(sums).zip(filters.bias) {
        *y = filters.output.clamp(sum + bias);
    }
}

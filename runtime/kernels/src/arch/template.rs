//! An instruction set that supplies every row of the table in `select` and computes it as `portable` does: what a
//! new one begins with.
//!
//! A new instruction set replaces the loops that it computes faster, drops the others, and is named in the rows of
//! the table that it keeps. Each replacement gives the same bytes as the portable function for all arguments that
//! the operators pass; the random cases compare both with one oracle. Unit tests are built with this folder as that
//! of the target, so that it is complete.

use super::portable;
use super::portable::LANES;
use crate::bytes::Io;
use crate::layout::BLOCK;
use crate::op::layer::Grid;
use crate::op::{Add, Mul};

/// Whether a product of 64 bits is a few instructions, and no call.
pub(crate) const HAS_LONG_PRODUCTS: bool = portable::HAS_LONG_PRODUCTS;

/// ADD of arrays of one length: computes as many of the first elements as it likes and returns how many. The
/// operator's own loop computes the rest.
#[inline(always)]
pub(crate) fn add(io: &mut Io<'_, [i8], [i8]>, x2: &[i8], add: &Add) -> usize {
    portable::add(io, x2, add)
}

/// MUL of arrays of one length: computes as many of the first elements as it likes and returns how many. The
/// operator's own loop computes the rest.
#[inline(always)]
pub(crate) fn mul(io: &mut Io<'_, [i8], [i8]>, x2: &[i8], mul: &Mul) -> usize {
    portable::mul(io, x2, mul)
}

/// Copies as many bytes as both have: the rows of a stream that move to the front of its buffer.
#[inline(always)]
pub(crate) fn copy(to: &mut [i8], from: &[i8]) {
    portable::copy(to, from);
}

/// `Σ x[k] · weights[k][c]` for the channels `c` of a block of weights: CONV_2D, FULLY_CONNECTED and the LSTM of
/// the portable layouts.
#[inline(always)]
pub(crate) fn dot(x: &[i8], weights: &[u32]) -> [i32; BLOCK] {
    portable::dot(x, weights)
}

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping, for at most four rows of weights in TFLite's order: layers on
/// int16 activations.
#[inline(always)]
pub(crate) fn dots(sums: &mut [i32], x: &[i16], w: &[i8], stride: usize) {
    portable::dots(sums, x, w, stride);
}

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping, of int8 activations, for at most four rows of weights in
/// TFLite's order: the features of SVDF.
#[inline(always)]
pub(crate) fn dots_of_bytes(sums: &mut [i32], x: &[i8], w: &[i8], stride: usize) {
    portable::dots_of_bytes(sums, x, w, stride);
}

/// `sums[c] +=` the products of all taps of four neighbouring channels `c`, wrapping: DEPTHWISE_CONV_2D of int16.
#[inline(always)]
pub(crate) fn lanes(sums: &mut [i32; LANES], x: &[i16], w: &[i8], taps: &Grid) {
    portable::lanes(sums, x, w, taps);
}

/// Moves an SVDF's state of int16 on by one entry and returns `Σ state · time`, wrapping. Both have as many entries, and at
/// least one.
#[inline(always)]
pub(crate) fn move_on(state: &mut [i16], newer: i16, time: &[i16]) -> i32 {
    portable::move_on(state, newer, time)
}

/// Moves an SVDF's state of int8 on by one entry and returns `Σ state · time`, wrapping. Both have as many entries,
/// and at least one.
#[inline(always)]
pub(crate) fn move_bytes_on(state: &mut [i8], newer: i8, time: &[i8]) -> i32 {
    portable::move_bytes_on(state, newer, time)
}

/// `sums[l] += Σ x[i · stride + l]` over `count` pixels `i`, for each of the first four channels: AVERAGE_POOL_2D
/// and MEAN.
#[inline(always)]
pub(crate) fn sum_of_lanes(x: &[i8], stride: usize, count: usize, sums: &mut [i32; LANES]) {
    portable::sum_of_lanes(x, stride, count, sums);
}

/// `sums[b][l] += Σ x[i · stride + 4 · b + l]` over `count` pixels `i`: AVERAGE_POOL_2D and MEAN of whole images, of
/// which a few rows are in memory at a time.
#[inline(always)]
pub(crate) fn sum_of_blocks(x: &[i8], stride: usize, count: usize, sums: &mut [[i32; LANES]]) {
    portable::sum_of_blocks(x, stride, count, sums);
}

/// The larger value of each pair: MAX_POOL_2D.
#[inline(always)]
pub(crate) fn maximum_of_lanes(x: [i8; LANES], y: [i8; LANES]) -> [i8; LANES] {
    portable::maximum_of_lanes(x, y)
}

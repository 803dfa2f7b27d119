//! How far the output of each layer may lie over its input, where the images of a batch are computed one after
//! another.
//!
//! A layer computes block by block: it reads the inputs of all taps for the channels of a block, and after the last
//! of them it writes the outputs of the block. Let block `b` write the elements before `w(b)` of the output, and let
//! no block after it read an element before `r(b)` of the input. Elements of both have `s` bytes. Then the outputs
//! up to block `b` end before byte `s · w(b)`, and with the input `d` bytes behind the output nothing before byte
//! `d + s · r(b)` is read later. All sums are right if `s · w(b) ≤ d + s · r(b)` for each block that is not the last
//! one, so the smallest distance is `d = s · max(w(b) − r(b))`, which is `s` times the distance in elements.
//!
//! The last of several blocks shares channels with the block before. It writes these a second time, with equal values:
//! its inputs are intact until it has read them, by the inequality for the block before.

use super::CHANNELS;
use crate::op::Shape;
use crate::op::overlap::of_pixels;
use crate::overlap::Overlap;

/// Returns the overlap of [`conv_2d`](super::conv_2d()) on elements of `size` bytes.
///
/// All blocks of a group read the group's channels from the first one on, so the block before the last one
/// determines the distance.
pub fn conv_2d(shape: &Shape, size: usize) -> Overlap {
    let [inputs, outputs] = [shape.input[3], shape.output[3]].map(|all| all / shape.groups);
    // A group is two parts: all blocks except the last, and the last block.
    let before_last = match outputs.checked_sub(CHANNELS) {
        Some(_) => (outputs - 1) / CHANNELS * CHANNELS,
        None => outputs.saturating_sub(1),
    };
    let read = |part: usize| part / 2 * inputs;
    let written = |part: usize| part / 2 * outputs + [before_last, outputs][part % 2];
    of_pixels(shape, 2 * shape.groups, read, written).of_elements(size)
}

/// Returns the overlap of [`depthwise_conv_2d`](super::depthwise_conv_2d()) on elements of `size` bytes.
///
/// A block reads no other channels than its own.
pub fn depthwise_conv_2d(shape: &Shape, size: usize) -> Overlap {
    let [inputs, outputs] = [shape.input[3], shape.output[3]];
    let overlap = if inputs == outputs && outputs >= CHANNELS {
        let first = |block: usize| (block * CHANNELS).min(outputs - CHANNELS);
        let blocks = outputs.div_ceil(CHANNELS);
        of_pixels(shape, blocks, first, |block| first(block) + CHANNELS)
    } else {
        let multiplier = (outputs / inputs.max(1)).max(1);
        of_pixels(shape, outputs, |c| c / multiplier, |c| c + 1)
    };
    overlap.of_elements(size)
}

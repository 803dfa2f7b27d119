//! The packer: TFLite's weights, biases and scales as [`Planes`](super::Planes), if that is exact.
//!
//! # Requantization
//! With `m` and `e` of the channel's scale (`e = −shift`), TFLM's output before clamping is, for
//! `x = ⌊(a·m + 2^30) / 2^31⌋` (its first rounding),
//!
//! `y = ⌊(x + h − s) / 2^e⌋ + z`, with `h = 2^(e−1)` and `s = [x < 0]` if `e ≥ 1`, `h = s = 0` if
//! `e = 0`; for `e < 0` its `x` is that of `a·2^−e`.
//!
//! The accumulator arrives as `2^(k+1)·a` with `k = E − e` in `1..=7`. As
//! `⌊(⌊u⌋ + i) / n⌋ = ⌊(u + i) / n⌋` for integers `i`, both roundings and the zero point are one
//! constant:
//!
//! `y = ⌊(⌊2^(k+1)·a·m / 2^32⌋ + C − 2^k·s) / 2^E⌋`, `C = z·2^E + 2^(E−1) + [e > 0]·2^(k−1)`:
//!
//! - `e > 0`: `2^k·x = 2^k·⌊(a·m / 2^31 + 1/2)⌋`, and `⌊(2^k·⌊v⌋ + 2^k·i) / 2^(k+e)⌋ =
//!   ⌊(2^k·v + 2^k·i) / 2^(k+e)⌋`, so the first half is `2^(k−1)`, an integer as `k ≥ 1`, and
//!   `h − s + z·2^e` is times `2^k`.
//! - `e ≤ 0`: `y = ⌊a·2^−e·m / 2^31 + 1/2⌋ + z`, times `2^E` on top and below.
//!
//! What it needs:
//!
//! - `2^(k+1)·w` fits 16 bits: `−128·2^8` is just `−2^15`.
//! - `|2^(k+1)·a| < 2^31` for every input; sums may wrap on the way. As `−e ≤ k`, TFLM's
//!   `a·2^−e` does not wrap then either.
//! - No overflow: the product is in `[−2^30, 2^30)`, and with `E ≤ 15`, `|C| ≤ 2^22 + 2^14 + 2^6`.
//! - `s` may be `[a < 0]`: where they differ `x = 0`, and `⌊(h − 1) / 2^e⌋ = ⌊h / 2^e⌋ = 0`.
//! - `s` may be 0 where the output is clamped at the zero point: for `x < 0` both values are at
//!   most `z`. That is the form without `TIES`; so is a layer without any `e ≥ 1`.
//!
//! A channel whose sums all give one output `y` is packed without weights, as `m = 0` and the zero
//! point `y`: rounding is monotone, so the smallest and largest sum tell.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use super::{Band, CHANNELS, Planar, TAPS};
use crate::layout::Shape;
use crate::requantize::{Output, Scale};

/// Packed weights, and which form they have: the parameters of [`Planes`](super::Planes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedPlanes {
    /// `STRIDE` and `TURN`.
    pub planar: Planar,
    /// `EXPONENT`.
    pub exponent: usize,
    /// `TIES`.
    pub ties: bool,
    /// The words.
    pub words: Vec<u32>,
}

/// Common exponents that layers should share: code by planes is made for each. 3×3 in trained
/// models has exponents from 3 to 9, apart from channels with one output.
const SHARED: [usize; 3] = [10, 15, 6];
/// The largest common exponent.
const LARGEST: usize = 15;

/// Packs weights `[KH][KW][C]`, biases with `−zero_point · Σw` folded in, and one scale for all
/// channels or one each.
///
/// `None` where the kernel would not be exact for every input, or has no form for the shape: a
/// channel with several filters, less than four channels, sums that are too large, or scales out
/// of range or too different.
pub fn pack_planes(
    shape: &Shape,
    weights: &[i8],
    bias: &[i32],
    scales: &[Scale],
    output: Output,
) -> Option<PackedPlanes> {
    pack_form(shape, shape.has_planes(), weights, bias, scales, output)
}

/// The same, `by_planes` or in place.
fn pack_form(
    shape: &Shape,
    by_planes: bool,
    weights: &[i8],
    bias: &[i32],
    scales: &[Scale],
    output: Output,
) -> Option<PackedPlanes> {
    let channels = shape.output[3];
    let column = |c: usize| weights.iter().skip(c).step_by(channels).copied().collect();
    let channels: Vec<Channel> = (0..channels)
        .zip(bias)
        .zip(scales.iter().cycle())
        .map(|((c, &bias), &scale)| Channel::new(column(c), bias, scale, output))
        .collect();
    let exponent = SHARED
        .into_iter()
        .chain(1..=LARGEST)
        .find(|&e| channels.iter().all(|channel| channel.fits(e as i32)))?;
    let ties = output.min < output.zero_point && channels.iter().any(|c| c.exponent > Some(0));
    let planar = if by_planes && !ties {
        Planar::planes(shape)
    } else {
        Planar::in_place(shape)
    };
    if !planar.fits(shape) {
        return None;
    }
    let channels: Vec<Scaled> = (channels.iter())
        .map(|channel| channel.scaled(exponent as i32))
        .collect();
    let mut words = Vec::with_capacity(planar.words(shape, ties));
    let last = channels.len() - CHANNELS;
    for start in (0..channels.len()).step_by(CHANNELS) {
        let block = &channels[start.min(last)..][..CHANNELS];
        if planar.stride > 0 {
            let swapped = Band::of(shape, planar.turn).is_swapped();
            block.iter().for_each(|c| c.plane(swapped, &mut words));
        } else {
            in_place(block, 2 * planar.pairs(shape), ties, &mut words);
        }
    }
    // In place the exponent is a value, not code.
    let (exponent, words) = (exponent, words.into_iter().map(i32::cast_unsigned));
    Some(PackedPlanes {
        planar,
        exponent,
        ties,
        words: words.collect(),
    })
}

/// Four channels for the kernel that reads pixels in place.
fn in_place(block: &[Scaled], taps: usize, ties: bool, words: &mut Vec<i32>) {
    words.extend(block.iter().map(|channel| channel.bias));
    for tap in 0..taps {
        words.push(pair(block[0].weight(tap), block[2].weight(tap)));
        words.push(pair(block[1].weight(tap), block[3].weight(tap)));
    }
    for channel in block {
        words.extend([channel.multiplier, channel.constant]);
        if ties {
            words.push(channel.mask);
        }
    }
}

/// Two 16 bits.
fn pair(low: i16, high: i16) -> i32 {
    i32::from(high) << 16 | i32::from(low.cast_unsigned())
}

/// A channel as the model has it.
#[derive(Debug)]
struct Channel {
    weights: Vec<i8>,
    bias: i32,
    multiplier: i32,
    /// `None` if there is but one output.
    exponent: Option<i32>,
    /// The output's, or the output itself where there is but one.
    zero_point: i32,
    /// The largest magnitude of a sum.
    most: i64,
}

impl Channel {
    fn new(weights: Vec<i8>, bias: i32, scale: Scale, output: Output) -> Self {
        let (mut low, mut high) = (i64::from(bias), i64::from(bias));
        for &weight in &weights {
            let [a, b] = [-128, 127].map(|x| x * i64::from(weight));
            low += a.min(b);
            high += a.max(b);
        }
        match constant(low, high, scale, output) {
            Some(zero_point) => Self {
                weights: Vec::new(),
                bias: 0,
                multiplier: 0,
                exponent: None,
                zero_point,
                most: 0,
            },
            None => Self {
                weights,
                bias,
                multiplier: scale.multiplier,
                exponent: Some(-scale.shift),
                zero_point: output.zero_point,
                most: high.max(-low),
            },
        }
    }

    /// Whether the common exponent will do.
    fn fits(&self, common: i32) -> bool {
        self.exponent.is_none_or(|exponent| {
            let k = common - exponent;
            (1..=7).contains(&k) && self.most << (k + 1) < 1 << 31
        })
    }

    /// With the common exponent.
    fn scaled(&self, common: i32) -> Scaled {
        let (k, rounds) = match self.exponent {
            Some(exponent) => (common - exponent, exponent > 0),
            None => (1, false),
        };
        let first = if rounds { 1 << (k - 1) } else { 0 };
        Scaled {
            weights: (self.weights.iter())
                .map(|&w| (i32::from(w) << (k + 1)) as i16)
                .collect(),
            bias: self.bias << (k + 1),
            multiplier: self.multiplier,
            constant: (self.zero_point << common) + (1 << (common - 1)) + first,
            mask: if rounds { 1 << k } else { 0 },
        }
    }
}

/// The output, if it is the same for every sum from `low` to `high`.
fn constant(low: i64, high: i64, scale: Scale, output: Output) -> Option<i32> {
    let y = |sum: i64| {
        let sum = i32::try_from(sum).ok()?;
        // A left shift must not wrap, or the sums between would not lie between.
        i32::try_from(i64::from(sum) << scale.shift.max(0)).ok()?;
        // Far outside of int8, where adding the zero point must not overflow.
        Some(output.clamp(scale.apply(sum).clamp(-512, 512)))
    };
    let least = y(low)?;
    (least == y(high)?).then_some(least.into())
}

/// A channel as the kernel takes it.
#[derive(Debug)]
struct Scaled {
    /// Times `2^(k+1)`.
    weights: Vec<i16>,
    /// Times `2^(k+1)`.
    bias: i32,
    multiplier: i32,
    /// `C`.
    constant: i32,
    /// `2^k`, or 0 if there is nothing to subtract.
    mask: i32,
}

impl Scaled {
    fn weight(&self, tap: usize) -> i16 {
        self.weights.get(tap).copied().unwrap_or(0)
    }

    /// For the kernel by planes.
    fn plane(&self, swapped: bool, words: &mut Vec<i32>) {
        for row in 0..TAPS {
            let [a, b, c] = [0, 1, 2].map(|column| {
                self.weight(if swapped {
                    TAPS * column + row
                } else {
                    TAPS * row + column
                })
            });
            words.extend([pair(a, b), pair(b, c)]);
        }
        words.extend([self.bias, self.multiplier, self.constant]);
    }
}

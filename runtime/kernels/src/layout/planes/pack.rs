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
//! - `2^(k+1)·w` fits 16 bits: `−128·2^8` is just `−2^15`. By planes `k = 7`.
//! - `|2^(k+1)·a| < 2^31` for every input; sums may wrap on the way. As `−e ≤ k`, TFLM's
//!   `a·2^−e` does not wrap then either.
//! - No overflow: the product is in `[−2^30, 2^30)`, and with `E ≤ 22`, `|C| ≤ 2^29 + 2^21 + 2^6`.
//!   For `e + k ≤ 24`, from where multipliers are shortened, `C` has 32 bits.
//! - `s` may be `[a < 0]`: where they differ `x = 0`, and `⌊(h − 1) / 2^e⌋ = ⌊h / 2^e⌋ = 0`.
//! - `s` may be 0 where the output is clamped at the zero point: for `x < 0` both values are at
//!   most `z`. That is the form without `TIES`; so is a layer without any `e ≥ 1`.
//!
//! A channel with `e ≥ E` takes any `k` and a multiplier that is as much shorter as `e + k` is
//! larger than `E`, if that leaves all of its outputs as they are: see
//! [`steps`](crate::layout::steps).
//!
//! Where that is of no use either, channels have shifts of their own, `e + k` or 22 if that is more, at
//! about a cycle more for an output.
//!
//! A channel whose sums all give one output `y` is packed without weights, as `m = 0` and the zero
//! point `y`: rounding is monotone, so the smallest and largest sum tell.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use super::{CHANNEL, CHANNELS, Planar, TAPS};
use crate::layout::Shape;
use crate::layout::steps::{Correction, Steps, only_output};
use crate::profile::Profile;
use crate::requantize::{Output, Scale};

/// Packed weights, and which form they have: the parameters of [`Planes`](super::Planes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedPlanes {
    /// `STRIDE`, `TURN` and `SWAPPED`.
    pub planar: Planar,
    /// `EXPONENT`.
    pub exponent: usize,
    /// `TIES`: in place, whether channels have a third word.
    pub ties: bool,
    /// The words.
    pub words: Vec<u32>,
}

impl PackedPlanes {
    /// The same for strips of at most the shape's rows, which may be one.
    pub fn for_strips(&self, shape: &Shape) -> Self {
        self.with(self.planar.for_strips(shape))
    }

    /// The same in pairs of rows, if there are planes.
    pub fn by_row_pairs(&self, shape: &Shape) -> Option<Self> {
        let planar = self.planar.by_row_pairs();
        (self.planar.stride > 0 && planar.fits(shape)).then(|| self.with(planar))
    }

    /// The same in other planes.
    fn with(&self, planar: Planar) -> Self {
        let mut packed = Self {
            planar,
            ..self.clone()
        };
        if planar.swapped != self.planar.swapped {
            let (channels, _) = packed.words.as_chunks_mut::<CHANNEL>();
            channels.iter_mut().for_each(exchange);
        }
        packed
    }
}

/// Rows and columns of a channel's weights change places.
fn exchange(channel: &mut [u32; CHANNEL]) {
    let [first, second, .., third] = channel.map(u32::to_le_bytes);
    let rows = [
        [first[0], first[1], first[3]],
        [second[0], second[1], second[3]],
        [third[0], third[1], third[2]],
    ];
    let columns = [0, 1, 2].map(|column| rows.map(|row| row[column]));
    let [bias, multiplier, constant] = [channel[2], channel[3], channel[4]];
    *channel = with_rows(columns, [bias, multiplier, constant], third[3]);
}

/// A channel by planes.
fn with_rows([a, b, c]: [[u8; TAPS]; TAPS], constants: [u32; 3], shift: u8) -> [u32; CHANNEL] {
    let twice = |[w0, w1, w2]: [u8; TAPS]| u32::from_le_bytes([w0, w1, w1, w2]);
    let [bias, multiplier, constant] = constants;
    let third = u32::from_le_bytes([c[0], c[1], c[2], shift]);
    [twice(a), twice(b), bias, multiplier, constant, third]
}

/// Common exponents that layers should share: code by planes is made for each. 3×3 in trained
/// models has exponents from 3 to 9, apart from channels with one output.
const SHARED: [i32; 3] = [10, 15, 6];
/// The largest `k`: weights in the upper byte of 16 bits.
const LARGEST_K: i32 = 7;
/// The largest shift of a channel's own.
const LARGEST_SHIFT: i32 = 22;
/// The largest that multipliers are shortened from.
const LONGEST_SHIFT: i32 = 24;
/// The largest common exponent.
const LARGEST: i32 = 15;

/// Packs weights `[KH][KW][C]`, biases with `−zero_point · Σw` folded in, and one scale for all
/// channels or one each.
///
/// `None` where the kernel would not be exact for every input, or has no form for the shape: a
/// channel with several filters, less than four channels, sums that are too large, or scales out
/// of range or too different.
pub fn pack_planes<P: Profile>(
    shape: &Shape,
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
    let ties = output.min < output.zero_point && channels.iter().any(|c| c.exponent > Some(0));
    let bytes = channels.iter().all(Channel::fits_bytes);
    let planes = shape.prefers_planes::<P>() && !ties && bytes;
    let least = if planes { LARGEST_K } else { 1 };
    // Small code by planes is that of own shifts alone.
    let common = (P::UNROLL || !planes).then(|| scaled(&channels, least, ties, output));
    let (exponent, channels) = match common.flatten() {
        Some(common) => common,
        // A channel's own shift takes the place of its mask.
        None if ties => return None,
        None => (
            0,
            channels
                .iter()
                .map(|c| c.own(least, output))
                .collect::<Option<_>>()?,
        ),
    };
    let ties = ties || exponent == 0 && !planes;
    let planar = if planes {
        Planar::planes(shape)
    } else {
        Planar::in_place(shape)
    };
    if !planar.fits(shape) {
        return None;
    }
    let words = if planes {
        let channels = channels.iter();
        channels.flat_map(|c| c.plane(planar.swapped)).collect()
    } else {
        let taps = 2 * planar.pairs(shape);
        in_place(&channels, taps, |channel| match exponent {
            0 => Some(channel.shift),
            _ => ties.then_some(channel.mask),
        })
    };
    Some(PackedPlanes {
        planar,
        exponent,
        ties,
        words,
    })
}

/// All channels with a common exponent and no `k` below `least`: an exponent that many layers share,
/// even if some multipliers have to be shortened for it; else any.
fn scaled(
    channels: &[Channel],
    least: i32,
    ties: bool,
    output: Output,
) -> Option<(usize, Vec<Scaled>)> {
    let exponents = || channels.iter().filter_map(|channel| channel.exponent);
    let reached = |&common: &i32| exponents().all(|e| common <= e + LARGEST_K);
    let whole = |&common: &i32| exponents().all(|e| common > e);
    let shared = || SHARED.into_iter().filter(reached);
    let any = (1..=LARGEST).rev().filter(reached);
    let mut tried = shared().filter(whole).chain(shared()).chain(any);
    tried.find_map(|common| {
        let channels = channels.iter();
        let channels = channels.map(|c| c.scaled(common, least, ties, output));
        Some((
            common.unsigned_abs() as usize,
            channels.collect::<Option<_>>()?,
        ))
    })
}

/// The blocks for the kernel that reads pixels in place, with a third word of each channel if there
/// is one.
fn in_place(channels: &[Scaled], taps: usize, third: impl Fn(&Scaled) -> Option<i32>) -> Vec<u32> {
    let mut words = Vec::new();
    let last = channels.len() - CHANNELS;
    for start in (0..channels.len()).step_by(CHANNELS) {
        block(
            &channels[start.min(last)..][..CHANNELS],
            taps,
            &mut words,
            &third,
        );
    }
    words.into_iter().map(i32::cast_unsigned).collect()
}

/// One of those.
fn block(
    block: &[Scaled],
    taps: usize,
    words: &mut Vec<i32>,
    third: impl Fn(&Scaled) -> Option<i32>,
) {
    words.extend(block.iter().map(|channel| channel.bias));
    for tap in 0..taps {
        words.push(pair(block[0].weight(tap), block[2].weight(tap)));
        words.push(pair(block[1].weight(tap), block[3].weight(tap)));
    }
    for channel in block {
        words.extend([channel.multiplier, channel.constant]);
        words.extend(third(channel));
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
    /// Smallest and largest sum.
    sums: RangeInclusive<i64>,
}

impl Channel {
    fn new(weights: Vec<i8>, bias: i32, scale: Scale, output: Output) -> Self {
        let (mut low, mut high) = (i64::from(bias), i64::from(bias));
        for &weight in &weights {
            let [a, b] = [-128, 127].map(|x| x * i64::from(weight));
            low += a.min(b);
            high += a.max(b);
        }
        match only_output(low..=high, scale, output) {
            Some(zero_point) => Self {
                weights: Vec::new(),
                bias: 0,
                multiplier: 0,
                exponent: None,
                zero_point,
                sums: 0..=0,
            },
            None => Self {
                weights,
                bias,
                multiplier: scale.multiplier,
                exponent: Some(-scale.shift),
                zero_point: output.zero_point,
                sums: low..=high,
            },
        }
    }

    /// With the common exponent and no `k` below `least`, if it will do.
    fn scaled(&self, common: i32, least: i32, ties: bool, output: Output) -> Option<Scaled> {
        let Some(exponent) = self.exponent else {
            return Some(self.fixed(common));
        };
        let outputs = i64::from(output.min)..=i64::from(output.max);
        let with = |k: i32| {
            let steps = self
                .fits(exponent, k)
                .then(|| self.steps(exponent, k, ties))?;
            let steps = steps.with_shift(common, &self.sums, &outputs, Correction::Offset)?;
            Some(self.with(k, steps))
        };
        match common - exponent {
            k if k >= least => with(k),
            _ => (least..=LARGEST_K).rev().find_map(with),
        }
    }

    /// Whether it can be computed by planes.
    fn fits_bytes(&self) -> bool {
        self.exponent.is_none_or(|e| self.fits(e, LARGEST_K))
    }

    /// With a shift of its own and no `k` below `least`, if that will do.
    fn own(&self, least: i32, output: Output) -> Option<Scaled> {
        let Some(exponent) = self.exponent else {
            return Some(self.fixed(1));
        };
        let outputs = i64::from(output.min)..=i64::from(output.max);
        let with = |k: i32| {
            let steps = self
                .fits(exponent, k)
                .then(|| self.steps(exponent, k, false))?;
            let shift = steps.shift.min(LARGEST_SHIFT);
            let steps = steps.with_shift(shift, &self.sums, &outputs, Correction::Offset)?;
            Some(self.with(k, steps))
        };
        (least..=LARGEST_K).rev().find_map(with)
    }

    /// Whether weights, sums and constants with `k` fit.
    fn fits(&self, exponent: i32, k: i32) -> bool {
        let most = (*self.sums.end()).max(-self.sums.start());
        k <= LARGEST_K
            && most << (k + 1) < (1 << 31) - (1 << 18)
            && (1..=LONGEST_SHIFT).contains(&(exponent + k))
    }

    /// A channel with but one output.
    fn fixed(&self, shift: i32) -> Scaled {
        Scaled {
            constant: (self.zero_point << shift) + (1 << (shift - 1)),
            shift,
            ..Scaled::default()
        }
    }

    fn with(&self, k: i32, steps: Steps) -> Scaled {
        let weights = self.weights.iter();
        Scaled {
            weights: weights.map(|&w| (i32::from(w) << (k + 1)) as i16).collect(),
            bias: (self.bias << (k + 1)) + steps.offset,
            multiplier: steps.multiplier,
            constant: steps.constant,
            mask: steps.mask,
            shift: steps.shift,
        }
    }

    /// The constants for an accumulator of `2^(k+1)·a`.
    fn steps(&self, exponent: i32, k: i32, ties: bool) -> Steps {
        let shift = exponent + k;
        let rounds = exponent > 0;
        let first = if rounds { 1 << (k - 1) } else { 0 };
        Steps {
            multiplier: self.multiplier,
            constant: (self.zero_point << shift) + (1 << (shift - 1)) + first,
            shift,
            mask: if ties && rounds { 1 << k } else { 0 },
            scale: k.unsigned_abs() + 1,
            offset: 0,
        }
    }
}

/// A channel as the kernel takes it.
#[derive(Debug, Default)]
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
    /// `e + k`.
    shift: i32,
}

impl Scaled {
    fn weight(&self, tap: usize) -> i16 {
        self.weights.get(tap).copied().unwrap_or(0)
    }

    /// For the kernel by planes.
    fn plane(&self, swapped: bool) -> [u32; CHANNEL] {
        let places = [0, 1, 2].map(|row| {
            [0, 1, 2].map(|column| match swapped {
                true => TAPS * column + row,
                false => TAPS * row + column,
            })
        });
        // The upper bytes: the lower ones are 0.
        let rows = places.map(|row| row.map(|tap| self.weight(tap).to_le_bytes()[1]));
        let constants = [self.bias, self.multiplier, self.constant].map(i32::cast_unsigned);
        with_rows(rows, constants, self.shift.to_le_bytes()[0])
    }
}

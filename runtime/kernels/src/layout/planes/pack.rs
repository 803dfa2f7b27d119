//! The packer: packs TFLite's weights, biases and scales as [`Planes`](super::Planes), if that is exact.
//!
//! # Requantization
//! With `m` and `e` from the channel's scale (`e = −shift`), TFLM's output before clamping is, for
//! `x = ⌊(a·m + 2^30) / 2^31⌋` (its first rounding),
//!
//! `y = ⌊(x + h − s) / 2^e⌋ + z`, with `h = 2^(e−1)` and `s = [x < 0]` if `e ≥ 1`, `h = s = 0` if
//! `e = 0`; for `e < 0` TFLM's `x` is computed from `a·2^−e`.
//!
//! The accumulator arrives as `2^(k+1)·a` with `k = E − e` in `1..=7`. As
//! `⌊(⌊u⌋ + i) / n⌋ = ⌊(u + i) / n⌋` for integers `i`, both roundings and the zero point are one
//! constant:
//!
//! `y = ⌊(⌊2^(k+1)·a·m / 2^32⌋ + C − 2^k·s) / 2^E⌋`, `C = z·2^E + 2^(E−1) + [e > 0]·2^(k−1)`:
//!
//! - `e > 0`: `2^k·x = 2^k·⌊(a·m / 2^31 + 1/2)⌋`, and
//!   `⌊(2^k·⌊v⌋ + 2^k·i) / 2^(k+e)⌋ = ⌊(2^k·v + 2^k·i) / 2^(k+e)⌋`, so the first half is `2^(k−1)`, an
//!   integer as `k ≥ 1`, and `h − s + z·2^e` is multiplied by `2^k`.
//! - `e ≤ 0`: `y = ⌊a·2^−e·m / 2^31 + 1/2⌋ + z`, with numerator and denominator multiplied by `2^E`.
//!
//! The conditions are:
//!
//! - `2^(k+1)·w` fits in 16 bits: `−128·2^8` is exactly `−2^15`. By planes `k = 7`.
//! - `|2^(k+1)·a| < 2^31` for every input; partial sums may wrap. As `−e ≤ k`, TFLM's `a·2^−e` does not
//!   wrap then either.
//! - There is no overflow: the product is in `[−2^30, 2^30)`, and with `E ≤ 22`,
//!   `|C| ≤ 2^29 + 2^21 + 2^6`. For `e + k ≤ 24`, the largest value from which multipliers are
//!   shortened, `C` has 32 bits.
//! - `s` may be `[a < 0]`: where the two differ, `x = 0`, and `⌊(h − 1) / 2^e⌋ = ⌊h / 2^e⌋ = 0`.
//! - `s` may be 0 if the output is clamped at the zero point: for `x < 0` both values are at most `z`.
//!   That is the form without `TIES`, which a layer without any `e ≥ 1` has too.
//!
//! A channel with `e ≥ E` takes any `k`, and a multiplier that is shorter by the amount by which `e + k`
//! exceeds `E`, if that changes none of its outputs: see [`steps`](crate::layout::steps).
//!
//! By planes `C` is folded into the bias, as `C·2^32 / m`, if a nearby integer changes none of the
//! outputs.
//!
//! If none of this is possible, channels have their own shifts, `e + k` but at most 22, at the cost of
//! about one cycle more for each output.
//!
//! A channel whose sums all give one output `y` is packed without weights, as `m = 0` and the zero point
//! `y`. As rounding is monotone, the smallest and the largest sum decide.

mod channels;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use super::{CHANNELS, Planar, channel};
use crate::layout::steps::Correction;
use crate::op::Shape;
use crate::profile::Profile;
use crate::requantize::{Output, Scale};
use channels::{ChannelForm, LARGEST_K, PlanesChannel, Scaled, words_of};

/// Packed weights and their form: the parameters of [`Planes`](super::Planes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedPlanes {
    /// `STRIDE`, `TURN` and `SWAPPED`.
    pub planar: Planar,
    /// `EXPONENT`.
    pub exponent: usize,
    /// `TIES`: in place, whether channels have a third word; by planes, whether they have `C`.
    pub ties: bool,
    /// The words.
    pub words: Vec<u32>,
}

impl PackedPlanes {
    /// These weights for strips of at most the shape's rows, which may be one.
    pub fn for_strips(&self, shape: &Shape) -> Self {
        self.with(self.planar.for_strips(shape))
    }

    /// These weights for pairs of rows, if there are planes.
    pub fn by_row_pairs(&self, shape: &Shape) -> Option<Self> {
        let planar = self.planar.by_row_pairs();
        (self.planar.stride > 0 && planar.fits(shape)).then(|| self.with(planar))
    }

    /// These weights for other planes.
    fn with(&self, planar: Planar) -> Self {
        let mut packed = Self {
            planar,
            ..self.clone()
        };
        if planar.swapped != self.planar.swapped {
            let channels = packed.words.chunks_exact_mut(channel(self.ties));
            channels.for_each(exchange);
        }
        packed
    }
}

/// Exchanges rows and columns of a channel's weights.
fn exchange(channel: &mut [u32]) {
    let [first, second, .., third] = channel else {
        return;
    };
    let [a, b, c] = [*first, *second, *third].map(u32::to_le_bytes);
    let rows = [[a[0], a[1], a[3]], [b[0], b[1], b[3]], [c[0], c[1], c[2]]];
    let columns = [0, 1, 2].map(|column| rows.map(|row| row[column]));
    [*first, *second, *third] = words_of(columns, c[3]);
}

/// Common exponents that layers should share, because the code by planes depends on the exponent. 3×3
/// layers of trained models have exponents from 3 to 9, apart from channels with one output.
const SHARED: [i32; 3] = [10, 15, 6];
/// The largest common exponent.
const LARGEST: i32 = 15;

/// Packs weights `[KH][KW][C]` and biases with `−zero_point · Σw` included, with one scale for all
/// channels or one for each.
///
/// `None` where the kernel would not be exact for every input, or has no form for the shape: a
/// channel with several filters, fewer than four channels, sums that are too large, or scales out
/// of range or too different.
pub fn pack_planes<P: Profile>(
    shape: &Shape,
    weights: &[i8],
    bias: &[i32],
    scales: &[Scale],
    output: Output,
) -> Option<PackedPlanes> {
    let channels = PlanesChannel::all(shape.output[3], weights, bias, scales, output);
    let ties = output.min < output.zero_point && channels.iter().any(|c| c.exponent > Some(0));
    let bytes = channels.iter().all(PlanesChannel::fits_bytes);
    let planes = shape.prefers_planes::<P>() && !ties && bytes;
    // Small code by planes has only the form with own shifts and `C`. A channel's own shift takes the
    // place of its mask. The addition of `C` is free for pixels in place.
    let is_form = |&(common, correction): &(bool, Correction)| {
        let has_code = if common { P::UNROLL || !planes } else { !ties };
        has_code && (planes && P::UNROLL || correction == Correction::Offset)
    };
    let made = |(common, correction)| {
        let scaling = ChannelForm {
            least: if planes { LARGEST_K } else { 1 },
            ties,
            output,
            correction,
        };
        let made = if common {
            scaled(&channels, scaling)
        } else {
            let own = channels.iter().map(|c| c.own(scaling));
            own.collect::<Option<_>>().map(|own| (0, own))
        };
        made.map(|(exponent, channels)| (exponent, channels, correction))
    };
    let mut forms = FORMS.into_iter().filter(is_form);
    let (exponent, channels, correction) = forms.find_map(made)?;
    let ties = match planes {
        true => correction == Correction::Offset,
        false => ties || exponent == 0,
    };
    let planar = match planes {
        true => Planar::planes(shape),
        false => Planar::in_place(shape),
    };
    if !planar.fits(shape) {
        return None;
    }
    let words = words(&channels, planar, shape, (exponent, ties));
    Some(PackedPlanes {
        planar,
        exponent,
        ties,
        words,
    })
}

/// The words of all channels, by planes or for pixels in place.
fn words(
    channels: &[Scaled],
    planar: Planar,
    shape: &Shape,
    (exponent, ties): (usize, bool),
) -> Vec<u32> {
    if planar.stride > 0 {
        let planes = channels.iter().flat_map(|c| c.plane(planar.swapped, ties));
        return planes.collect();
    }
    in_place(
        channels,
        2 * planar.pairs(shape),
        |channel| match exponent {
            0 => Some(channel.shift),
            _ => ties.then_some(channel.mask),
        },
    )
}

/// Whether channels have a common exponent, and the constant that is corrected: the first form that will do
/// is taken.
const FORMS: [(bool, Correction); 4] = [
    (true, Correction::Folded),
    (true, Correction::Offset),
    (false, Correction::Folded),
    (false, Correction::Offset),
];

/// Scales all channels with a common exponent: one that many layers share, even if some multipliers have
/// to be shortened for it; otherwise any.
fn scaled(channels: &[PlanesChannel], scaling: ChannelForm) -> Option<(usize, Vec<Scaled>)> {
    let exponents = || channels.iter().filter_map(|channel| channel.exponent);
    let reached = |&common: &i32| exponents().all(|e| common <= e + LARGEST_K);
    let whole = |&common: &i32| exponents().all(|e| common > e);
    let shared = || SHARED.into_iter().filter(reached);
    let any = (1..=LARGEST).rev().filter(reached);
    let mut tried = shared().filter(whole).chain(shared()).chain(any);
    tried.find_map(|common| {
        let channels = channels.iter();
        let channels = channels.map(|c| c.scaled(common, scaling));
        Some((
            common.unsigned_abs() as usize,
            channels.collect::<Option<_>>()?,
        ))
    })
}

/// Returns the blocks for the kernel that reads pixels in place, with a third word for each channel if
/// there is one.
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

/// A block for the kernel that reads pixels in place.
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

/// A word of two half-words.
fn pair(low: i16, high: i16) -> i32 {
    i32::from(high) << 16 | i32::from(low.cast_unsigned())
}

//! The packer: packs TFLite's weights, biases and scales as [`Dual`](super::Dual), if that is exact.
//!
//! # Requantization
//! The accumulator arrives as `256·a`. With `m` and `e` from the channel's scale (`e = −shift`), TFLM's
//! output before clamping is, for `x = ⌊(a·m + 2^30) / 2^31⌋` (its first rounding),
//!
//! `y = ⌊(x + h − s) / 2^e⌋ + z`, with `h = 2^(e−1)` and `s = [x < 0]` if `e ≥ 1`, `h = s = 0` if
//! `e = 0`; for `e < 0` TFLM's `x` is computed from `a·2^−e`.
//!
//! As `⌊(⌊u⌋ + i) / n⌋ = ⌊(u + i) / n⌋` for integers `i`, both roundings and the zero point `z`
//! are one constant: `y = ⌊(⌊256·a·m / 2^32⌋ + C − 128·s) / 2^(e+7)⌋`, where
//!
//! `C = 2^6 + 2^7·(h + z·2^e)`, for `e < 0` `C = 2^(6+e) + z·2^(7+e)`:
//!
//! SMMLA, subtraction of `128·s`, and a shift. The conditions are:
//!
//! - `e ≥ −6`, so that `C` is an integer (and TFLM's `a·2^−e` does not wrap, as `|a| < 2^23`).
//! - There is no overflow: `⌊a·m / 2^24⌋` is in `[−2^30, 2^30)`, and for `e ≤ 16`
//!   `C − 128 ≥ 2^22 + 2^6 − 2^30 − 2^7 > −2^30` and `C ≤ 127·2^23 + 2^22 + 2^6 < 2^30`.
//! - `s` may be `[a < 0]`: where the two differ, `x = 0`, and `⌊(h − 1) / 2^e⌋ = ⌊h / 2^e⌋ = 0`.
//! - `s` may be 0 if the output is clamped at the zero point: for `x < 0` both values are at most `z`.
//!   That is the form without `TIES`, which a layer without any `e ≥ 1` has too.
//!
//! If one shift is enough for all channels, they have that shift, and their biases may be moved by a few
//! whole sums: see [`steps`](crate::layout::steps).
//!
//! A channel whose sums all give one output `y` is packed without weights, as `m = 0`, `e = 0` and the
//! zero point `y`. As rounding is monotone, these are the channels whose smallest and largest sum give
//! the same output: channels without weights, however large the bias is that their tiny scale makes of a
//! real one, and channels whose scale rounds every sum to 0.

use alloc::vec::Vec;
use core::iter;
use core::ops::RangeInclusive;

use super::{CHANNELS, DualWalk, LONGEST_TURN};
use crate::layout::steps::{Correction, Steps, only_output};
use crate::op::Shape;
use crate::requantize::{Output, Scale};

/// Packed weights and their form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// [`Dual`](super::Dual)'s `TIES`.
    pub ties: bool,
    /// The common shift of all channels, or 0 if each has its own.
    pub shift: usize,
    /// The words of the weights.
    pub words: Vec<u32>,
}

impl DualWalk {
    /// Returns the walk without scratch over a single pixel, which is read in place. `None` if there are
    /// several pixels, or if every turn would read past the pixel.
    pub fn in_place(self, shape: &Shape) -> Option<Self> {
        let longest = self.pairs(shape).min(LONGEST_TURN);
        let mut walks = iter::once(self).chain((1..=longest).rev().map(|unroll| Self {
            unroll,
            segments: 0,
            ..self
        }));
        walks.find_map(|walk| {
            let walk = Self { tile: 0, ..walk };
            walk.fits(shape).then_some(walk)
        })
    }
}

impl Packed {
    /// These weights for another walk of no more pairs of `k` in the same order: the last ones have no
    /// weights.
    pub fn walked(&self, shape: &Shape, from: DualWalk, to: DualWalk) -> Self {
        let [from_pairs, to_pairs] = [from, to].map(|walk| CHANNELS + 2 * walk.pairs(shape));
        let block = from.block(shape, self.ties, self.shift);
        let mut words = Vec::with_capacity(to.words(shape, self.ties, self.shift));
        for block in self.words.chunks_exact(block) {
            words.extend_from_slice(&block[..to_pairs]);
            words.extend_from_slice(&block[from_pairs..]);
        }
        Self {
            words,
            ..self.clone()
        }
    }
}

/// The shift that layers share if their own shifts are not smaller: the code depends on the shift.
const SHARED: i32 = 12;

/// Smallest and largest `e` of a channel that can be requantized from `256·a`.
const EXPONENTS: RangeInclusive<i32> = -6..=16;

/// Packs weights `[CO][KH][KW][CI / groups]` and biases with `−zero_point · Σw` included, with one scale
/// for all channels or one for each.
///
/// Returns `None` if the core would not be exact for every input: two weights do not fit in 16 bits
/// together (−128 over a negative one), sums have 24 bits or more, or a scale is out of range.
pub fn pack_dual(
    shape: &Shape,
    walk: DualWalk,
    weights: &[i8],
    bias: &[i32],
    scales: &[Scale],
    output: Output,
) -> Option<Packed> {
    let channel = |weights, bias, scale| DualChannel::new(weights, bias, scale, output);
    let mut channels = channels(shape, weights, bias, scales, channel)?;
    let ties = output.min < output.zero_point && channels.iter().any(|c| c.exponent > 0);
    let shift = common(&mut channels, ties, output);
    pack(shape, walk, &channels, ties, shift)
}

/// Packs weights and biases for sums that become int16 without a zero point, such as those of an LSTM's
/// gates; otherwise like [`pack_dual`].
///
/// The proof above holds: with `z = 0` the constant is smaller.
pub fn pack_gates(
    shape: &Shape,
    walk: DualWalk,
    weights: &[i8],
    bias: &[i32],
    scales: &[Scale],
) -> Option<Packed> {
    let channel = |weights, bias, scale| DualChannel::of_sums(weights, bias, scale, 0);
    let channels = channels(shape, weights, bias, scales, channel)?;
    let ties = channels.iter().any(|c| c.exponent > 0);
    pack(shape, walk, &channels, ties, 0)
}

fn channels<'a>(
    shape: &Shape,
    weights: &'a [i8],
    bias: &[i32],
    scales: &[Scale],
    channel: impl Fn(&'a [i8], i32, Scale) -> Option<DualChannel<'a>>,
) -> Option<Vec<DualChannel<'a>>> {
    let scales = scales.iter().cycle();
    let channels = weights.chunks_exact(shape.depth()).zip(bias).zip(scales);
    channels
        .map(|((weights, &bias), &scale)| channel(weights, bias, scale))
        .collect()
}

fn pack(
    shape: &Shape,
    walk: DualWalk,
    channels: &[DualChannel<'_>],
    ties: bool,
    shift: i32,
) -> Option<Packed> {
    let order = order(shape, walk);
    let mut words = Vec::new();
    for group in channels.chunks(shape.output_channels()) {
        for block in group.chunks(CHANNELS) {
            let channel = |c| block.get(c).copied().unwrap_or(DualChannel::EMPTY);
            let block: [DualChannel<'_>; CHANNELS] = core::array::from_fn(channel);
            for [a, b] in block.as_chunks().0 {
                words.push(a.bias);
                words.push(b.bias.wrapping_mul(256).wrapping_add(a.bias));
            }
            for pair in order.chunks_exact(2) {
                for channels in block.as_chunks::<2>().0 {
                    let low = dual(channels, pair[0])?.cast_unsigned();
                    let high = dual(channels, pair[1])?.cast_unsigned();
                    words.push((u32::from(high) << 16 | u32::from(low)).cast_signed());
                }
            }
            for channel in block {
                channel.finish(shift, ties, &mut words);
            }
        }
    }
    let words = words.into_iter().map(i32::cast_unsigned).collect();
    Some(Packed {
        ties,
        shift: shift.unsigned_abs() as usize,
        words,
    })
}

/// Gives all channels one shift and returns it: the shift that layers share, otherwise a larger one up
/// to the smallest of the channels' own. If there is none, leaves the channels as they are and returns
/// 0.
fn common(channels: &mut [DualChannel<'_>], ties: bool, output: Output) -> i32 {
    let outputs = i64::from(output.min)..=i64::from(output.max);
    let own: Vec<Option<Steps>> = channels.iter().map(|c| c.steps(ties)).collect();
    let Some(least) = own.iter().flatten().map(|steps| steps.shift).min() else {
        return 0;
    };
    let shortened = |shift: i32| -> Option<Vec<Option<Steps>>> {
        let one = |(steps, channel): (&Option<Steps>, &DualChannel<'_>)| match steps {
            Some(steps) => steps
                .with_shift(shift, &channel.sums(), &outputs, Correction::Constant)
                .map(Some),
            None => Some(None),
        };
        own.iter().zip(channels.iter()).map(one).collect()
    };
    let mut tried = least.min(SHARED)..=least;
    let Some((shift, shortened)) = tried.find_map(|shift| Some((shift, shortened(shift)?))) else {
        return 0;
    };
    for (channel, steps) in channels.iter_mut().zip(shortened) {
        // The sum with the moved bias is less than 2^23, as before.
        let moved = steps.map_or(0, |steps| steps.offset >> steps.scale);
        channel.bias += moved as i32;
        channel.shortened = steps;
    }
    shift
}

/// Returns `256·w_b + w_a` if it fits.
fn dual([a, b]: &[DualChannel<'_>; 2], k: Option<usize>) -> Option<i16> {
    let weight = |channel: &DualChannel<'_>| k.and_then(|k| channel.weights.get(k)).copied();
    let [a, b] = [a, b].map(|channel| i32::from(weight(channel).unwrap_or(0)));
    i16::try_from(256 * b + a).ok()
}

/// Returns the smallest and largest sum of a channel.
fn sums(weights: &[i8], bias: i32) -> RangeInclusive<i64> {
    let (mut low, mut high) = (i64::from(bias), i64::from(bias));
    for &weight in weights {
        let [a, b] = [-128, 127].map(|x| x * i64::from(weight));
        low += a.min(b);
        high += a.max(b);
    }
    low..=high
}

/// Returns the index of the weight in each half-word, `None` for padding.
fn order(shape: &Shape, walk: DualWalk) -> Vec<Option<usize>> {
    let filled = 2 * walk.unroll * walk.turns(shape);
    if walk.distance > 0 {
        let row = shape.row();
        let place = |ky: usize, k: usize| (k < row).then_some(ky * row + k);
        (0..shape.kernel[0])
            .flat_map(|ky| (0..filled).map(move |k| place(ky, k)))
            .collect()
    } else {
        let place = |k: usize| (k & !3) + [0, 2, 1, 3][k & 3];
        let depth = shape.depth();
        (0..filled)
            .map(|k| Some(place(k)).filter(|&k| k < depth))
            .collect()
    }
}

/// An output channel.
#[derive(Debug, Clone, Copy)]
struct DualChannel<'a> {
    weights: &'a [i8],
    bias: i32,
    multiplier: i32,
    exponent: i32,
    /// The output's zero point, or the output itself where there is only one.
    zero_point: i32,
    /// Smallest and largest sum.
    low: i64,
    high: i64,
    /// The channel's constants with the shift of all channels.
    shortened: Option<Steps>,
}

impl<'a> DualChannel<'a> {
    /// An absent channel that fills a block.
    const EMPTY: DualChannel<'static> = DualChannel {
        weights: &[],
        bias: 0,
        multiplier: 0,
        exponent: 0,
        zero_point: 0,
        low: 0,
        high: 0,
        shortened: None,
    };

    /// A channel without weights if it has only one output, else that of [`DualChannel::of_sums`].
    fn new(weights: &'a [i8], bias: i32, scale: Scale, output: Output) -> Option<Self> {
        match only_output(sums(weights, bias), scale, output) {
            Some(zero_point) => Some(Self {
                zero_point,
                ..Self::EMPTY
            }),
            None => Self::of_sums(weights, bias, scale, output.zero_point),
        }
    }

    /// A channel of any outputs; `None` if its sums have more than 23 bits and a sign, or its scale is out of range.
    fn of_sums(weights: &'a [i8], bias: i32, scale: Scale, zero_point: i32) -> Option<Self> {
        let (low, high) = sums(weights, bias).into_inner();
        let fits = low > -(1 << 23) && high < 1 << 23 && EXPONENTS.contains(&-scale.shift);
        fits.then_some(Self {
            weights,
            bias,
            multiplier: scale.multiplier,
            exponent: -scale.shift,
            zero_point,
            low,
            high,
            shortened: None,
        })
    }

    fn sums(&self) -> RangeInclusive<i64> {
        self.low..=self.high
    }

    /// The constants; `None` if there is only one output.
    fn steps(&self, ties: bool) -> Option<Steps> {
        let shift = self.exponent + 7;
        let rounds = self.exponent > 0;
        let half = if rounds { 1 << (shift - 1) } else { 0 };
        let first = 1 << (6 + self.exponent.min(0));
        (self.multiplier > 0).then_some(Steps {
            multiplier: self.multiplier,
            constant: first + half + (self.zero_point << shift),
            shift,
            mask: if ties && rounds { 128 } else { 0 },
            scale: 8,
            offset: 0,
        })
    }

    /// Appends `m`, `C`, the shift unless all channels have the same, and, with `ties`, the mask that
    /// subtracts `128·s`.
    fn finish(&self, shift: i32, ties: bool, words: &mut Vec<i32>) {
        let has_own = shift == 0;
        // A channel that is no sum of products takes any shift.
        let shift = if has_own { 7 } else { shift };
        let fixed = Steps {
            multiplier: 0,
            constant: (self.zero_point << shift) + (1 << (shift - 1)),
            shift,
            mask: 0,
            scale: 8,
            offset: 0,
        };
        let own = self.shortened.or_else(|| self.steps(ties));
        let steps = own.unwrap_or(fixed);
        words.extend([steps.multiplier, steps.constant]);
        if has_own {
            words.push(steps.shift);
        }
        if ties {
            words.push(steps.mask);
        }
    }
}

#[cfg(test)]
mod tests;

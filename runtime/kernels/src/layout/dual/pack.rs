//! The packer: TFLite's weights, biases and scales as [`Dual`](super::Dual), if that is exact.
//!
//! # Requantization
//! The accumulator arrives as `256·a`. With `m` and `e` of the channel's scale (`e = −shift`),
//! TFLM's output before clamping is, for `x = ⌊(a·m + 2^30) / 2^31⌋` (its first rounding),
//!
//! `y = ⌊(x + h − s) / 2^e⌋ + z`, with `h = 2^(e−1)` and `s = [x < 0]` if `e ≥ 1`, `h = s = 0` if
//! `e = 0`; for `e < 0` its `x` is that of `a·2^−e`.
//!
//! As `⌊(⌊u⌋ + i) / n⌋ = ⌊(u + i) / n⌋` for integers `i`, both roundings and the zero point `z`
//! are one constant: `y = ⌊(⌊256·a·m / 2^32⌋ + C − 128·s) / 2^(e+7)⌋`, where
//!
//! `C = 2^6 + 2^7·(h + z·2^e)`, for `e < 0` `C = 2^(6+e) + z·2^(7+e)`:
//!
//! SMMLA, subtraction of `128·s`, and a shift. What it needs:
//!
//! - `e ≥ −6`, so that `C` is an integer (and TFLM's `a·2^−e` does not wrap, as `|a| < 2^23`).
//! - No overflow: `⌊a·m / 2^24⌋` is in `[−2^30, 2^30)`, and for `e ≤ 16`
//!   `C − 128 ≥ 2^22 + 2^6 − 2^30 − 2^7 > −2^30` and `C ≤ 127·2^23 + 2^22 + 2^6 < 2^30`.
//! - `s` may be `[a < 0]`: where they differ `x = 0`, and `⌊(h − 1) / 2^e⌋ = ⌊h / 2^e⌋ = 0`.
//! - `s` may be 0 where the output is clamped at the zero point: for `x < 0` both values are at
//!   most `z`. That is the form without `TIES`; so is a layer without any `e ≥ 1`.
//!
//! A channel whose sums all give one output `y` is packed without weights, as `m = 0`, `e = 0` and
//! the zero point `y`. As rounding is monotone, those are the channels whose smallest and largest
//! sum give the same: channels without weights, however large the bias that their tiny scale makes
//! of a real one, and channels whose scale rounds every sum to 0.

use alloc::vec::Vec;

use super::{CHANNELS, Shape, Walk};
use crate::requantize::{Output, Scale};

/// Packed weights, and which form they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// [`Dual`](super::Dual)'s `TIES`.
    pub ties: bool,
    /// Its words.
    pub words: Vec<u32>,
}

/// Smallest and largest `e` of a channel that can be requantized from `256·a`.
const EXPONENTS: core::ops::RangeInclusive<i32> = -6..=16;

/// Packs weights `[CO][KH][KW][CI / groups]`, biases with `−zero_point · Σw` folded in, and one
/// scale for all channels or one each.
///
/// `None` where the core would not be exact for every input: two weights that do not fit 16 bits
/// together (−128 over a negative one), sums of 24 bits or more, or a scale out of range.
pub fn pack_dual(
    shape: &Shape,
    walk: Walk,
    weights: &[i8],
    bias: &[i32],
    scales: &[Scale],
    output: Output,
) -> Option<Packed> {
    let depth = shape.depth();
    let scales = scales.iter().cycle();
    let channels: Option<Vec<Channel<'_>>> = (weights.chunks_exact(depth).zip(bias).zip(scales))
        .map(|((weights, &bias), &scale)| Channel::new(weights, bias, scale, output))
        .collect();
    let channels = channels?;
    let ties = output.min < output.zero_point && channels.iter().any(|c| c.exponent > 0);
    let order = order(shape, walk);
    let mut words = Vec::with_capacity(walk.words(shape, ties));
    for group in channels.chunks(shape.output_channels()) {
        for block in group.chunks(CHANNELS) {
            let channel = |c| block.get(c).copied().unwrap_or(Channel::EMPTY);
            let block: [Channel<'_>; CHANNELS] = core::array::from_fn(channel);
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
                channel.finish(ties, &mut words);
            }
        }
    }
    let words = words.into_iter().map(i32::cast_unsigned).collect();
    Some(Packed { ties, words })
}

/// `256·w_b + w_a`, if it fits.
fn dual([a, b]: &[Channel<'_>; 2], k: Option<usize>) -> Option<i16> {
    let weight = |channel: &Channel<'_>| k.and_then(|k| channel.weights.get(k)).copied();
    let [a, b] = [a, b].map(|channel| i32::from(weight(channel).unwrap_or(0)));
    i16::try_from(256 * b + a).ok()
}

/// Which weight of a channel each half-word holds, `None` where there is none.
fn order(shape: &Shape, walk: Walk) -> Vec<Option<usize>> {
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
struct Channel<'a> {
    weights: &'a [i8],
    bias: i32,
    multiplier: i32,
    exponent: i32,
    /// The output's, or the output itself where there is but one.
    zero_point: i32,
}

impl<'a> Channel<'a> {
    /// A channel that is not there.
    const EMPTY: Channel<'static> = Channel {
        weights: &[],
        bias: 0,
        multiplier: 0,
        exponent: 0,
        zero_point: 0,
    };

    /// `None` if its sums have more than 23 bits and a sign, or its scale is out of range.
    fn new(weights: &'a [i8], bias: i32, scale: Scale, output: Output) -> Option<Self> {
        let (mut low, mut high) = (i64::from(bias), i64::from(bias));
        for &weight in weights {
            let [a, b] = [-128, 127].map(|x| x * i64::from(weight));
            low += a.min(b);
            high += a.max(b);
        }
        if let Some(zero_point) = constant(low, high, scale, output) {
            return Some(Self {
                zero_point,
                ..Self::EMPTY
            });
        }
        let fits = low > -(1 << 23) && high < 1 << 23 && EXPONENTS.contains(&-scale.shift);
        fits.then_some(Self {
            weights,
            bias,
            multiplier: scale.multiplier,
            exponent: -scale.shift,
            zero_point: output.zero_point,
        })
    }

    /// `m`, `C`, the shift and, if asked for, the mask that subtracts `128·s`.
    fn finish(self, ties: bool, words: &mut Vec<i32>) {
        let shift = self.exponent + 7;
        let half = if self.exponent > 0 {
            1 << (shift - 1)
        } else {
            0
        };
        let first = 1 << (6 + self.exponent.min(0));
        words.extend([
            self.multiplier,
            first + half + (self.zero_point << shift),
            shift,
        ]);
        if ties {
            words.push(if self.exponent > 0 { 128 } else { 0 });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Size, Speed};
    use proptest::prelude::*;

    const SCALE: Scale = Scale {
        multiplier: 1 << 30,
        shift: -14,
    };
    const RELU: Output = Output {
        zero_point: -128,
        min: -128,
        max: 127,
    };
    const NO_ACTIVATION: Output = Output {
        zero_point: 5,
        ..RELU
    };

    fn sxtb16(word: u32) -> [i32; 2] {
        [word as i8, (word >> 16) as i8].map(i32::from)
    }

    fn halves(word: u32) -> [i32; 2] {
        [word as i16, (word >> 16) as i16].map(i32::from)
    }

    /// What the core computes: the sums of four channels from a block, over `x` in its order.
    fn sums(block: &[u32], x: &[i32]) -> [i32; CHANNELS] {
        let (biases, weights) = block.split_at(CHANNELS);
        let mut sums = [0; CHANNELS];
        for (pair, sums) in sums.chunks_exact_mut(2).enumerate() {
            let [mut a, mut t] = [biases[2 * pair], biases[2 * pair + 1]].map(u32::cast_signed);
            for (x, weights) in x.chunks_exact(2).zip(weights.chunks_exact(2)) {
                let weights = weights[pair];
                for (half, x) in x.iter().enumerate() {
                    a = a.wrapping_add(sxtb16(weights)[half] * x);
                    t = t.wrapping_add(halves(weights)[half] * x);
                }
            }
            sums[0] = a;
            sums[1] = t.wrapping_sub(a) / 256;
        }
        sums
    }

    /// What the core makes of `256·a`.
    fn finish(a: i32, scale: Scale, zero_point: i32, ties: bool) -> i8 {
        let channel = Channel {
            multiplier: scale.multiplier,
            exponent: -scale.shift,
            zero_point,
            ..Channel::EMPTY
        };
        let mut constants = Vec::new();
        channel.finish(ties, &mut constants);
        let &[m, c, shift, ref mask @ ..] = constants.as_slice() else {
            panic!("three or four words");
        };
        let mask = mask.first().copied().unwrap_or(0);
        let product = i64::from(a << 8) * i64::from(m);
        let sum = (product >> 32) as i32 + (c - (mask & (a >> 31)));
        (sum >> shift).clamp(-128, 127) as i8
    }

    fn pack(weights: &[i8], bias: &[i32], scales: &[Scale], output: Output) -> Option<Packed> {
        let outputs = bias.len();
        let shape = Shape::fully_connected(1, weights.len() / outputs, outputs);
        let walk = shape.walk::<Speed>()?;
        pack_dual(&shape, walk, weights, bias, scales, output)
    }

    proptest! {
        #[test]
        fn a_block_has_the_sums_of_its_channels(
            weights in prop::collection::vec(-127_i8..=127, 4 * 27),
            bias in prop::array::uniform4(-1_000_000..1_000_000),
            x in prop::collection::vec(any::<i8>(), 27),
            direct: bool,
        ) {
            let mut shape = Shape::fully_connected(1, 3, 4);
            (shape.input, shape.kernel) = ([1, 3, 3, 3], [3, 3]);
            let distance = if direct { 6 } else { 0 };
            let walk = Walk { unroll: 4, segments: 0, distance };
            let packed = pack_dual(&shape, walk, &weights, &bias, &[SCALE], RELU).unwrap();
            prop_assert_eq!(packed.words.len(), walk.words(&shape, packed.ties));
            let ordered: Vec<i32> = if direct {
                let rows = x.chunks(9).map(|row| row.iter().copied().chain([7; 7]));
                rows.flatten().map(i32::from).collect()
            } else {
                let place = |k: usize| (k & !3) + [0, 2, 1, 3][k & 3];
                (0..32).map(|k| x.get(place(k)).map_or(7, |&x| x.into())).collect()
            };
            let expected: Vec<i32> = weights.chunks(27).zip(bias).map(|(w, bias)| {
                w.iter().zip(&x).fold(bias, |sum, (&w, &x)| sum + i32::from(w) * i32::from(x))
            }).collect();
            let block = &packed.words[..CHANNELS + ordered.len()];
            let constants = packed.words[block.len()..].chunks(if packed.ties { 4 } else { 3 });
            for ((sum, expected), constants) in sums(block, &ordered).iter().zip(&expected).zip(constants) {
                // A channel of one output has no weights.
                prop_assert!(constants[0] == 0 || sum == expected);
            }
        }

        #[test]
        fn constants_requantize_exactly(
            a in (0_u32..=23).prop_flat_map(|bits| -(1_i32 << bits) + 1..1 << bits),
            multiplier in prop_oneof![Just(0), Just(1 << 30), (1 << 30)..=i32::MAX],
            shift in -16..=6,
            zero_point in -128..=127,
        ) {
            let scale = Scale { multiplier, shift };
            let output = |min| Output { zero_point, min, max: 127 };
            let scaled = scale.apply(a);
            prop_assert_eq!(finish(a, scale, zero_point, true), output(-128).clamp(scaled));
            let relu = finish(a, scale, zero_point, false).max(zero_point as i8);
            prop_assert_eq!(relu, output(zero_point).clamp(scaled));
        }

        #[test]
        fn ties_are_rounded_as_tflm_does(a in -100_000..100_000, shift in -16..=-1) {
            let scale = Scale { multiplier: 1 << 30, shift };
            prop_assert_eq!(finish(a, scale, 5, true), NO_ACTIVATION.clamp(scale.apply(a)));
        }
    }

    #[test]
    fn two_weights_share_sixteen_bits_or_are_refused() {
        let scale = Scale { shift: -3, ..SCALE };
        let pack = |low, high| pack(&[low, high], &[0; 2], &[scale], RELU);
        assert!(pack(-1, -127).is_some());
        assert!(pack(-128, 127).is_some());
        assert!(pack(0, -128).is_some());
        assert_eq!(pack(-1, -128), None);
    }

    /// Weights whose sums are `[−128 · 127 · 516, 127 · 127 · 516]` without a bias.
    const LONG: [i8; 516] = [127; 516];

    #[test]
    fn sums_of_24_bits_are_refused() {
        let pack = |bias| pack(&LONG, &[bias], &[SCALE], RELU);
        assert!(pack((1 << 23) - 1 - 516 * 127 * 127).is_some());
        assert_eq!(pack((1 << 23) - 516 * 127 * 127), None);
        assert!(pack(516 * 128 * 127 + 1 - (1 << 23)).is_some());
        assert_eq!(pack(516 * 128 * 127 - (1 << 23)), None);
    }

    #[test]
    fn a_scale_out_of_range_is_refused_unless_it_leaves_nothing() {
        let pack = |shift| pack(&LONG, &[0], &[Scale { shift, ..SCALE }], RELU);
        assert!(pack(6).is_some());
        assert_eq!(pack(7), None);
        assert!(pack(-16).is_some());
        assert_eq!(pack(-17), None);
        let constant = pack(-31).unwrap().words;
        let least = 64 - (128 << 7);
        assert_eq!(
            constant[constant.len() - 12..][..3],
            [0, i32::cast_unsigned(least), 7]
        );
    }

    #[test]
    fn a_channel_without_weights_may_have_any_bias() {
        let output = Output {
            zero_point: 0,
            min: -100,
            max: 100,
        };
        let words = pack(&[0], &[i32::MIN], &[SCALE], output).unwrap().words;
        assert_eq!(words[..4], [0; 4]);
        assert_eq!(words[6..9], [0, i32::cast_unsigned(64 - (100 << 7)), 7]);
    }

    #[test]
    fn ties_matter_only_to_negative_outputs_that_are_rounded() {
        let ties = |shift, output| {
            let scale = Scale { shift, ..SCALE };
            pack(&LONG, &[0], &[scale], output).unwrap().ties
        };
        assert!(ties(-14, NO_ACTIVATION));
        assert!(!ties(0, NO_ACTIVATION));
        assert!(!ties(-14, RELU));
    }

    #[test]
    fn groups_have_blocks_of_their_own() {
        let mut shape = Shape::fully_connected(1, 4, 8);
        shape.groups = 2;
        assert_eq!(shape.walk::<Size>().map(|walk| walk.distance), Some(0));
        shape.output[3] = 6;
        assert_eq!(shape.walk::<Size>(), None);
    }
}

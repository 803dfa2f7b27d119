//! Requantization as a function with 255 steps, to decide when two sets of constants give the same
//! outputs.
//!
//! The kernels receive a sum `a` as `s = 2^scale·a + offset` and compute
//!
//! `y = ⌊(⌊s·m / 2^32⌋ + C − mask·[s < 0]) / 2^shift⌋`,
//!
//! which increases with `a` (`mask ≥ 0`, `m > 0`). So the function is determined by its *steps*: for
//! each `v`, the smallest `a` with `y(a) ≥ v`. As `⌊u⌋ ≥ n` is equivalent to `u ≥ n` for integers `n`,
//!
//! `y ≥ v  ⟺  s·m ≥ (v·2^shift − C + mask·[s < 0])·2^32`.
//!
//! A channel's multiplier has 31 bits, its sums some 16 and its outputs 8: with a smaller shift and
//! as many bits fewer in the multiplier the steps are mostly the same ones, and where all channels
//! of an operator can do with one shift, that shift is part of an instruction. Whether they can follows
//! from all steps: for a multiplier each of them bounds `C`, or the offset, from below and from above.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::requantize::{Output, Scale};

/// The constants of the formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Steps {
    /// `m`, above 0.
    pub(crate) multiplier: i32,
    /// `C`.
    pub(crate) constant: i32,
    /// The shift, at least 1.
    pub(crate) shift: i32,
    /// The mask, at least 0.
    pub(crate) mask: i32,
    /// Bits by which the sum is shifted to the left.
    pub(crate) scale: u32,
    /// The summand that the sum gains then: it may have more than 32 bits, if the sum with it does not.
    pub(crate) offset: i64,
}

/// The constant that may be corrected after a multiplier has been shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Correction {
    /// `C`, and the offset by whole sums.
    Constant,
    /// The offset, which is finer than `C`.
    Offset,
    /// The offset, which replaces `C`: `C` becomes 0.
    Folded,
}

/// Multipliers that are tried: this many above and below the rounded one.
const TRIED: i32 = 256;
/// Most whole sums by which the offset is moved in addition to `C`. A sum is not a multiple of the
/// amounts by which `C` can move outputs, so both together are finer than either.
pub(super) const MOVED: i64 = 16;
/// A bound beyond every correction: sums and constants have 32 bits.
const FARTHEST: i64 = 1 << 33;

impl Steps {
    /// Returns the smallest sum `s` with an output of at least `v`.
    fn least_sum(&self, v: i64) -> i64 {
        let least = |mask: i32| {
            let high = (v << self.shift) - i64::from(self.constant) + i64::from(mask);
            // Products have 31 bits: larger values are equally out of reach.
            let high = high.clamp(1 - (1 << 31), (1 << 31) - 1);
            divide_up(high << 32, self.multiplier.into())
        };
        let negative = least(self.mask);
        if negative < 0 {
            negative
        } else {
            least(0).max(0)
        }
    }

    /// Returns the smallest `a` with `y(a) ≥ v`.
    fn step(&self, v: i64) -> i64 {
        divide_up(self.least_sum(v) - self.offset, 1 << self.scale)
    }

    /// The product that `C` is added to.
    fn product(&self, a: i64) -> i64 {
        let sum = (a << self.scale) + self.offset;
        let mask = if sum < 0 { i64::from(self.mask) } else { 0 };
        ((sum * i64::from(self.multiplier)) >> 32) - mask
    }

    /// Constants with a shift that is smaller or equal, if there are any that give the outputs of these
    /// for every sum in `sums`. Outputs are clamped to `outputs`.
    pub(crate) fn with_shift(
        &self,
        shift: i32,
        sums: &RangeInclusive<i64>,
        outputs: &RangeInclusive<i64>,
        correction: Correction,
    ) -> Option<Self> {
        let less = self.shift - shift;
        if less == 0 && correction != Correction::Folded {
            return Some(*self);
        }
        if !(0..=16).contains(&less) || shift < 1 {
            return None;
        }
        let shortened = self.shortened(less, correction);
        let (low, high) = (*sums.start(), *sums.end());
        // Steps outside the sums do not count.
        let step = |v: i64| (v, self.step(v).clamp(low, high + 1));
        let steps: Vec<(i64, i64)> = (outputs.start() + 1..=*outputs.end()).map(step).collect();
        // The nearest of those say all.
        let below = steps.iter().rposition(|&(_, a)| a <= low).unwrap_or(0);
        let above = steps.iter().position(|&(_, a)| a > high);
        let steps = &steps[below..above.map_or(steps.len(), |above| above + 1)];
        let moved = match correction {
            Correction::Constant => 0..=MOVED,
            _ => 0..=0,
        };
        let multipliers =
            || (0..=TRIED).flat_map(|by| [shortened.multiplier + by, shortened.multiplier - by]);
        let tried = moved.flat_map(|sums| multipliers().map(move |multiplier| (sums, multiplier)));
        tried
            .filter(|&(_, multiplier)| multiplier > 0)
            .find_map(|(moved, multiplier)| {
                let steps_of = Self {
                    multiplier,
                    offset: shortened.offset + (moved << self.scale),
                    ..shortened
                };
                steps_of.corrected(steps, sums, correction)
            })
    }

    /// These constants with the nearest correction that gives these steps: `v` and the smallest `a` for it.
    fn corrected(
        self,
        steps: &[(i64, i64)],
        sums: &RangeInclusive<i64>,
        correction: Correction,
    ) -> Option<Self> {
        let is_constant = correction == Correction::Constant;
        let own = if is_constant {
            self.constant.into()
        } else {
            self.offset
        };
        let (mut least, mut most) = (-FARTHEST, FARTHEST);
        for &(v, a) in steps {
            // The least correction for which `a` reaches `v`.
            let needed = |a: i64| match is_constant {
                true => (v << self.shift) - self.product(a),
                false => self.least_sum(v) - (a << self.scale),
            };
            if a <= *sums.end() {
                least = least.max(needed(a));
            }
            if a > *sums.start() {
                most = most.min(needed(a - 1) - 1);
            }
            if least > most {
                return None;
            }
        }
        let correction = own.clamp(least, most);
        let (constant, offset) = match is_constant {
            true => (i32::try_from(correction).ok()?, self.offset),
            false => (self.constant, correction),
        };
        let sum = |a: i64| (a << self.scale) + offset;
        let sums = [*sums.start(), *sums.end()].map(|a| i32::try_from(sum(a)).is_ok());
        // The product has 31 bits.
        let fits = sums == [true; 2] && constant.unsigned_abs() < 1 << 30;
        fits.then_some(Self {
            constant,
            offset,
            ..self
        })
    }

    /// These constants with that many bits fewer in the multiplier, the constant and the shift: rounded,
    /// or with the loss of the constant as an offset.
    fn shortened(&self, less: i32, correction: Correction) -> Self {
        let rounded = |x: i32| match less {
            0 => x,
            _ => (x >> (less - 1)).wrapping_add(1) >> 1,
        };
        let steps = Self {
            multiplier: rounded(self.multiplier),
            constant: rounded(self.constant),
            shift: self.shift - less,
            mask: rounded(self.mask),
            ..*self
        };
        let constant = match correction {
            Correction::Constant => return steps,
            Correction::Offset => self.constant >> less,
            Correction::Folded => 0,
        };
        let lost = i128::from(self.constant) - (i128::from(constant) << less);
        let offset = ((lost << 32) / i128::from(self.multiplier)) as i64;
        Self {
            constant,
            offset: self.offset + offset,
            ..steps
        }
    }
}

/// Returns the output if it is the same for all of `sums`. As rounding is monotone, the smallest and the
/// largest sum are sufficient.
pub(crate) fn only_output(sums: RangeInclusive<i64>, scale: Scale, output: Output) -> Option<i32> {
    let y = |sum: i64| {
        let sum = i32::try_from(sum).ok()?;
        // A left shift must not wrap, otherwise outputs of the sums between need not lie between.
        i32::try_from(i64::from(sum) << scale.shift.max(0)).ok()?;
        // The clamp is far outside int8, and keeps the addition of the zero point from overflowing.
        Some(output.clamp(scale.apply(sum).clamp(-512, 512)))
    };
    let least = y(*sums.start())?;
    (least == y(*sums.end())?).then_some(least.into())
}

/// `⌈x / by⌉` for `by > 0`.
fn divide_up(x: i64, by: i64) -> i64 {
    -(-x).div_euclid(by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CORRECTIONS: [Correction; 3] =
        [Correction::Constant, Correction::Offset, Correction::Folded];

    fn y(steps: &Steps, a: i64) -> i64 {
        let sum = (a << steps.scale) + steps.offset;
        let mask = if sum < 0 { i64::from(steps.mask) } else { 0 };
        let product = (sum * i64::from(steps.multiplier)) >> 32;
        (product + i64::from(steps.constant) - mask) >> steps.shift
    }

    /// Constants as the packers make them: `e` from 1 to 9, any zero point, with ties or without.
    fn steps() -> impl Strategy<Value = Steps> {
        let multiplier = (1i32 << 30)..=i32::MAX;
        let parameters = (1..=9i32, 1..=7i32, -128..=127i32, any::<bool>());
        (multiplier, parameters).prop_map(|(multiplier, (e, k, z, ties))| Steps {
            multiplier,
            constant: (1 << (k - 1)) + (1 << (e + k - 1)) + (z << (e + k)),
            shift: e + k,
            mask: if ties { 1 << k } else { 0 },
            scale: k.unsigned_abs() + 1,
            offset: 0,
        })
    }

    proptest! {
        #[test]
        fn a_step_is_where_the_output_grows(steps in steps(), v in -128i64..=127) {
            let a = steps.step(v);
            prop_assert!(y(&steps, a) >= v && y(&steps, a - 1) < v);
        }

        #[test]
        fn another_shift_gives_the_same(
            steps in steps(),
            less in 0..=4i32,
            bits in 8..=16u32,
            correction in prop::sample::select(&CORRECTIONS[..]),
        ) {
            let sums = -(1 << bits)..=1i64 << bits;
            let shift = steps.shift - less;
            if let Some(other) = steps.with_shift(shift, &sums, &(-128..=127), correction) {
                prop_assert_eq!(other.shift, shift);
                prop_assert!(correction != Correction::Folded || other.constant == 0);
                for a in sums {
                    let [expected, given] = [&steps, &other].map(|s| y(s, a).clamp(-128, 127));
                    prop_assert_eq!(expected, given, "sum {}", a);
                }
            }
        }
    }

    #[test]
    fn most_channels_can_do_with_another_shift() {
        let [constant, offset, folded] = CORRECTIONS;
        for (k, less, correction) in [(7, 3, constant), (7, 7, offset), (7, 7, folded)] {
            let found = (0..200).filter(|channel| {
                let steps = Steps {
                    multiplier: (1 << 30) + 5_368_709 * channel,
                    constant: (1 << (k - 1)) + (1 << (k + 7)) - (128 << (k + 8)),
                    shift: k + 8,
                    mask: 0,
                    scale: k.unsigned_abs() + 1,
                    offset: 0,
                };
                let sums = -100_000..=100_000;
                let outputs = -128..=127;
                let shift = k + 8 - less;
                steps
                    .with_shift(shift, &sums, &outputs, correction)
                    .is_some()
            });
            let found = found.count();
            assert!(found > 190, "{found} of 200 by {correction:?}");
        }
    }
}

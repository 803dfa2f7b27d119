//! Requantization as a function with 255 steps: when two sets of constants are the same one.
//!
//! From a sum `a`, which arrives as `s = 2^scale·a + offset`, the kernels compute
//!
//! `y = ⌊(⌊s·m / 2^32⌋ + C − mask·[s < 0]) / 2^shift⌋`,
//!
//! which grows with `a` (`mask ≥ 0`, `m > 0`). So it is told by the smallest `a` with `y(a) ≥ v`
//! for each `v`, its *steps*: as `⌊u⌋ ≥ n` is `u ≥ n` for integers `n`,
//!
//! `y ≥ v  ⟺  s·m ≥ (v·2^shift − C + mask·[s < 0])·2^32`.
//!
//! A channel's multiplier has 31 bits, its sums some 16 and its outputs 8: with a smaller shift and
//! as many bits less in the multiplier the steps are mostly the same ones, and where all channels
//! of an operator can do with one shift, that shift is part of an instruction. Whether they can is
//! found by comparing all steps: no bound, no chance.

use core::ops::RangeInclusive;

use crate::requantize::{Output, Scale};

/// The constants of the formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Steps {
    /// `m`, above 0.
    pub(crate) multiplier: i32,
    /// `C`.
    pub(crate) constant: i32,
    /// At least 1.
    pub(crate) shift: i32,
    /// At least 0.
    pub(crate) mask: i32,
    /// Bits that the sum gains.
    pub(crate) scale: u32,
    /// What is added to the sum then.
    pub(crate) offset: i32,
}

/// What may be corrected after a multiplier has been shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Correction {
    /// `C`.
    Constant,
    /// The offset, which is finer.
    Offset,
}

/// Corrections that are tried, of the multiplier too.
const TRIED: [i32; 9] = [0, 1, -1, 2, -2, 3, -3, 4, -4];

impl Steps {
    /// The smallest `a` with `y(a) ≥ v`.
    fn step(&self, v: i64) -> i64 {
        let least = |mask: i32| {
            let high = (v << self.shift) - i64::from(self.constant) + i64::from(mask);
            divide_up(high << 32, self.multiplier.into())
        };
        let negative = least(self.mask);
        let sum = if negative < 0 {
            negative
        } else {
            least(0).max(0)
        };
        divide_up(sum - i64::from(self.offset), 1 << self.scale)
    }

    /// The same outputs from every sum in `sums` with a shift that is smaller or equal, if there
    /// are constants for it. `outputs` are what the outputs are clamped to.
    pub(crate) fn with_shift(
        &self,
        shift: i32,
        sums: &RangeInclusive<i64>,
        outputs: &RangeInclusive<i64>,
        correction: Correction,
    ) -> Option<Self> {
        let less = self.shift - shift;
        if less == 0 {
            return Some(*self);
        }
        if !(1..=16).contains(&less) || shift < 1 {
            return None;
        }
        let shortened = self.shortened(less, correction);
        let candidates = TRIED.iter().flat_map(|m| TRIED.map(|c| (*m, c)));
        let candidate = |(m, c): (i32, i32)| {
            let mut steps = shortened;
            steps.multiplier += m;
            match correction {
                Correction::Constant => steps.constant += c,
                Correction::Offset => steps.offset += c,
            }
            steps
        };
        candidates
            .map(candidate)
            .filter(|steps| steps.multiplier > 0)
            .find(|steps| self.is(steps, sums, outputs))
    }

    /// With that many bits less in the multiplier, the constant and the shift: rounded, or what the
    /// constant loses as an offset.
    fn shortened(&self, less: i32, correction: Correction) -> Self {
        let rounded = |x: i32| (x >> (less - 1)).wrapping_add(1) >> 1;
        let steps = Self {
            multiplier: rounded(self.multiplier),
            constant: rounded(self.constant),
            shift: self.shift - less,
            mask: rounded(self.mask),
            ..*self
        };
        if correction == Correction::Constant {
            return steps;
        }
        let constant = self.constant >> less;
        let lost = i64::from(self.constant - (constant << less));
        let offset = ((lost << 32) / i64::from(self.multiplier)) as i32;
        Self {
            constant,
            offset: self.offset + offset,
            ..steps
        }
    }

    /// Whether both give the same outputs.
    fn is(&self, other: &Self, sums: &RangeInclusive<i64>, outputs: &RangeInclusive<i64>) -> bool {
        let (low, high) = (*sums.start(), *sums.end());
        // A step outside of the sums is none.
        let steps = |of: &Self, v| of.step(v).clamp(low, high + 1);
        (outputs.start() + 1..=*outputs.end()).all(|v| steps(self, v) == steps(other, v))
    }
}

/// The output, if it is the same for every one of `sums`. As rounding is monotone, the smallest and
/// the largest tell.
pub(crate) fn only_output(sums: RangeInclusive<i64>, scale: Scale, output: Output) -> Option<i32> {
    let y = |sum: i64| {
        let sum = i32::try_from(sum).ok()?;
        // A left shift must not wrap, or the sums between would not lie between.
        i32::try_from(i64::from(sum) << scale.shift.max(0)).ok()?;
        // Far outside of int8, where adding the zero point must not overflow.
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

    fn y(steps: &Steps, a: i64) -> i64 {
        let sum = (a << steps.scale) + i64::from(steps.offset);
        let mask = if sum < 0 { i64::from(steps.mask) } else { 0 };
        let product = (sum * i64::from(steps.multiplier)) >> 32;
        (product + i64::from(steps.constant) - mask) >> steps.shift
    }

    /// As the packers make them: `e` from 1 to 9, any zero point, with ties or without.
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
            offset: bool,
        ) {
            let correction = if offset { Correction::Offset } else { Correction::Constant };
            let sums = -(1 << bits)..=1i64 << bits;
            let shift = steps.shift - less;
            if let Some(other) = steps.with_shift(shift, &sums, &(-128..=127), correction) {
                prop_assert_eq!(other.shift, shift);
                for a in sums {
                    let [expected, given] = [&steps, &other].map(|s| y(s, a).clamp(-128, 127));
                    prop_assert_eq!(expected, given, "sum {}", a);
                }
            }
        }
    }

    #[test]
    fn most_channels_can_do_with_another_shift() {
        for (k, less, correction) in [(7, 3, Correction::Constant), (7, 7, Correction::Offset)] {
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

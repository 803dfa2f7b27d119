//! Requantization as a function with 255 steps: when two sets of constants are the same one.
//!
//! From a sum `a`, the kernels compute
//!
//! `y(a) = ⌊(⌊a·m / 2^24⌋ + C − mask·[a < 0]) / 2^shift⌋`,
//!
//! which grows with `a` (`mask ≥ 0`, `m > 0`). So it is told by the smallest `a` with `y(a) ≥ v`
//! for each `v`, its *steps*: as `⌊u⌋ ≥ n` is `u ≥ n` for integers `n`,
//!
//! `y(a) ≥ v  ⟺  a·m ≥ (v·2^shift − C + mask·[a < 0])·2^24`.
//!
//! A channel's multiplier has 31 bits, its sums some 16 and its outputs 8: with a smaller shift and
//! as many bits less in the multiplier the steps are mostly the same ones, and where all channels
//! of an operator can do with one shift, that shift is part of an instruction. Whether they can is
//! found by comparing all steps: no bound, no chance.

use core::ops::RangeInclusive;

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
}

/// Corrections that are tried of a shortened multiplier and of its constant.
const TRIED: [i32; 9] = [0, 1, -1, 2, -2, 3, -3, 4, -4];

impl Steps {
    /// The smallest `a` with `y(a) ≥ v`.
    fn step(&self, v: i64) -> i64 {
        let least = |mask: i32| {
            let sum = (v << self.shift) - i64::from(self.constant) + i64::from(mask);
            // Rounded upwards: `−⌊−u⌋`.
            -(-(sum << 24)).div_euclid(i64::from(self.multiplier))
        };
        let negative = least(self.mask);
        if negative < 0 {
            negative
        } else {
            least(0).max(0)
        }
    }

    /// The same outputs from every sum in `sums` with a shift that is smaller or equal, if there
    /// are constants for it. `outputs` are what the outputs are clamped to.
    pub(crate) fn with_shift(
        &self,
        shift: i32,
        sums: &RangeInclusive<i64>,
        outputs: &RangeInclusive<i64>,
    ) -> Option<Self> {
        let less = self.shift - shift;
        if less == 0 {
            return Some(*self);
        }
        if !(1..=16).contains(&less) || shift < 1 {
            return None;
        }
        let rounded = |x: i32| (x >> (less - 1)).wrapping_add(1) >> 1;
        let candidates = TRIED.iter().flat_map(|m| TRIED.map(|c| (*m, c)));
        let candidate = |(m, c): (i32, i32)| Self {
            multiplier: rounded(self.multiplier) + m,
            constant: rounded(self.constant) + c,
            shift,
            mask: rounded(self.mask),
        };
        candidates
            .map(candidate)
            .filter(|steps| steps.multiplier > 0)
            .find(|steps| self.is(steps, sums, outputs))
    }

    /// Whether both give the same outputs.
    fn is(&self, other: &Self, sums: &RangeInclusive<i64>, outputs: &RangeInclusive<i64>) -> bool {
        let (low, high) = (*sums.start(), *sums.end());
        // A step outside of the sums is none.
        let steps = |of: &Self, v| of.step(v).clamp(low, high + 1);
        (outputs.start() + 1..=*outputs.end()).all(|v| steps(self, v) == steps(other, v))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn y(steps: &Steps, a: i64) -> i64 {
        let mask = if a < 0 { i64::from(steps.mask) } else { 0 };
        let product = (a * i64::from(steps.multiplier)) >> 24;
        (product + i64::from(steps.constant) - mask) >> steps.shift
    }

    /// As the packers make them: `e` from 1 to 9, any zero point, with ties or without.
    fn steps() -> impl Strategy<Value = Steps> {
        let multiplier = (1i32 << 30)..=i32::MAX;
        (multiplier, 1..=9i32, -128..=127i32, any::<bool>()).prop_map(|(multiplier, e, z, ties)| {
            Steps {
                multiplier,
                constant: 64 + (1 << (e + 6)) + (z << (e + 7)),
                shift: e + 7,
                mask: if ties { 128 } else { 0 },
            }
        })
    }

    proptest! {
        #[test]
        fn a_step_is_where_the_output_grows(steps in steps(), v in -128i64..=127) {
            let a = steps.step(v);
            prop_assert!(y(&steps, a) >= v && y(&steps, a - 1) < v);
        }

        #[test]
        fn another_shift_gives_the_same(steps in steps(), less in 0..=4i32, bits in 8..=16u32) {
            let sums = -(1 << bits)..=1i64 << bits;
            let shift = steps.shift - less;
            if let Some(other) = steps.with_shift(shift, &sums, &(-128..=127)) {
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
        let found = (0..200).filter(|channel| {
            let steps = Steps {
                multiplier: (1 << 30) + 5_368_709 * channel,
                constant: 64 + (1 << 14) - (128 << 15),
                shift: 15,
                mask: 0,
            };
            let sums = -100_000..=100_000;
            steps.with_shift(12, &sums, &(-128..=127)).is_some()
        });
        assert!(found.count() > 195);
    }
}

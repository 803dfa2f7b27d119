//! Which int8 values a channel can have, and what weights and requantization make of them.

use tiny_model_kernels::requantize::{Output, Scale};

/// The int8 values from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Range {
    pub(super) low: i8,
    pub(super) high: i8,
}

/// The values that a sum of products can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SumRange {
    pub(super) low: i64,
    pub(super) high: i64,
}

impl Range {
    /// What any int8 is in.
    pub(super) const ALL: Self = Self {
        low: i8::MIN,
        high: i8::MAX,
    };

    /// One value.
    pub(super) fn only(value: i8) -> Self {
        Self {
            low: value,
            high: value,
        }
    }

    /// The smallest range of some values; all if there are none.
    pub(super) fn of(values: impl IntoIterator<Item = i8>) -> Self {
        let ranges = values.into_iter().map(Self::only);
        ranges.reduce(Self::join).unwrap_or(Self::ALL)
    }

    /// The smallest range with the values of both.
    pub(super) fn join(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// What a function that keeps the order of values makes of them.
    pub(super) fn map(self, f: impl Fn(i8) -> i8) -> Self {
        Self {
            low: f(self.low),
            high: f(self.high),
        }
    }

    /// The value, if there is only one.
    pub(super) fn constant(self) -> Option<i8> {
        (self.low == self.high).then_some(self.low)
    }
}

impl SumRange {
    /// A bias alone.
    pub(super) fn new(bias: i32) -> Self {
        Self {
            low: bias.into(),
            high: bias.into(),
        }
    }

    /// The sums with `weight · x` for one more `x`.
    pub(super) fn plus(self, weight: i8, x: Range) -> Self {
        let [a, b] = [x.low, x.high].map(|x| i64::from(weight) * i64::from(x));
        Self {
            low: self.low + a.min(b),
            high: self.high + a.max(b),
        }
    }

    /// `count` of them, and a bias.
    pub(super) fn of_many(x: Range, count: usize, bias: i32) -> Self {
        let sum = |x: i8| i64::from(x) * count as i64 + i64::from(bias);
        Self {
            low: sum(x.low),
            high: sum(x.high),
        }
    }

    /// The outputs for them.
    ///
    /// `Scale::apply` keeps the order of sums: so do a shift to the left that does not overflow, a
    /// product with what is not negative, and both roundings; and so do the addition of a zero
    /// point, if it does not overflow, and a clamp. So the outputs of the ends are the ends of the
    /// outputs. Where something might overflow, the clamp alone is certain.
    pub(super) fn requantized(self, scale: Scale, output: Output) -> Range {
        let y = |sum: i64| {
            let sum = i32::try_from(sum).ok()?;
            i32::try_from(i64::from(sum) << scale.shift.max(0)).ok()?;
            let scaled = scale.apply(sum);
            scaled.checked_add(output.zero_point)?;
            Some(output.clamp(scaled))
        };
        match (y(self.low), y(self.high)) {
            (Some(low), Some(high)) => Range { low, high },
            _ => Range {
                low: output.clamp(i32::MIN / 2),
                high: output.clamp(i32::MAX / 2),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range() -> impl Strategy<Value = Range> {
        any::<[i8; 2]>().prop_map(Range::of)
    }

    proptest! {
        #[test]
        fn sums_and_outputs_are_in_their_ranges(
            bias in -300_000..300_000,
            terms in prop::collection::vec((any::<i8>(), range(), any::<u8>()), 0..9),
            multiplier in 1i32 << 30..=i32::MAX,
            shift in -31..20,
            ends in any::<[i8; 2]>(),
        ) {
            let (scale, ends) = (Scale { multiplier, shift }, Range::of(ends));
            let output = Output { zero_point: 5, min: ends.low.into(), max: ends.high.into() };
            let (mut sums, mut sum) = (SumRange::new(bias), bias);
            for (weight, x, at) in terms {
                let values = i32::from(x.high) - i32::from(x.low) + 1;
                let value = i32::from(x.low) + i32::from(at) % values;
                sums = sums.plus(weight, x);
                sum += i32::from(weight) * value;
            }
            prop_assert!((sums.low..=sums.high).contains(&sum.into()));
            let y = output.clamp(scale.apply(sum));
            let range = sums.requantized(scale, output);
            prop_assert!((range.low..=range.high).contains(&y), "{y} is not in {range:?}");
        }
    }

    #[test]
    fn ends_are_reached() {
        let scale = |shift| Scale {
            multiplier: 1 << 30,
            shift,
        };
        let output = |min, max| Output {
            zero_point: -10,
            min,
            max,
        };
        let cases = [
            // A half of the sums, −10.
            (-100, 100, scale(0), output(-128, 127), -60, 40),
            (-100, 100, scale(0), output(-20, 20), -20, 20),
            // All round to the zero point, or clamp to one value.
            (-400, 400, scale(-10), output(-128, 127), -10, -10),
            (100, 4_000, scale(0), output(-128, 30), 30, 30),
            // A shift to the left that overflows between the ends.
            (0, 1 << 30, scale(3), output(-128, 127), -128, 127),
            (
                i64::from(i32::MIN) - 1,
                0,
                scale(-20),
                output(-128, 100),
                -128,
                100,
            ),
        ];
        for (low, high, scale, output, least, most) in cases {
            let range = SumRange { low, high }.requantized(scale, output);
            assert_eq!((range.low, range.high), (least, most), "{low} to {high}");
        }
    }
}

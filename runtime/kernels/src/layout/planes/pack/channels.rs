//! A channel of a depthwise convolution, in the model's form and in the kernels' form.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use super::super::TAPS;
use crate::layout::steps::{Correction, Steps, only_output};
use crate::requantize::{Output, Scale};

/// The largest `k`: weights in the upper byte of 16 bits.
pub(super) const LARGEST_K: i32 = 7;
/// The largest shift of a single channel.
const LARGEST_SHIFT: i32 = 22;
/// The largest shift that multipliers are shortened from.
const LONGEST_SHIFT: i32 = 24;

/// The form that channels are scaled for.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChannelForm {
    /// The least `k`.
    pub(super) least: i32,
    pub(super) ties: bool,
    pub(super) output: Output,
    pub(super) correction: Correction,
}

/// A channel in the model's form.
#[derive(Debug)]
pub(super) struct PlanesChannel {
    weights: Vec<i8>,
    bias: i32,
    multiplier: i32,
    /// `None` if there is only one output.
    pub(super) exponent: Option<i32>,
    /// The output's zero point, or the output itself where there is only one.
    zero_point: i32,
    /// Smallest and largest sum.
    sums: RangeInclusive<i64>,
}

impl PlanesChannel {
    /// All channels, from weights `[KH][KW][C]` and one scale for all of them or one each.
    pub(super) fn all(
        count: usize,
        weights: &[i8],
        bias: &[i32],
        scales: &[Scale],
        output: Output,
    ) -> Vec<Self> {
        let column = |c: usize| weights.iter().skip(c).step_by(count).copied().collect();
        (0..count)
            .zip(bias)
            .zip(scales.iter().cycle())
            .map(|((c, &bias), &scale)| Self::new(column(c), bias, scale, output))
            .collect()
    }

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

    /// The channel with the common exponent, if that will do.
    pub(super) fn scaled(&self, common: i32, scaling: ChannelForm) -> Option<Scaled> {
        let Some(exponent) = self.exponent else {
            return Some(self.fixed(common, scaling.correction));
        };
        match common - exponent {
            k if k >= scaling.least => self.with_shift(common, k, scaling),
            _ => (scaling.least..=LARGEST_K)
                .rev()
                .find_map(|k| self.with_shift(common, k, scaling)),
        }
    }

    /// The channel with that shift, if it will do.
    fn with_shift(&self, shift: i32, k: i32, scaling: ChannelForm) -> Option<Scaled> {
        let exponent = self.exponent.filter(|&e| self.fits(e, k))?;
        let outputs = i64::from(scaling.output.min)..=i64::from(scaling.output.max);
        let steps = self.steps(exponent, k, scaling.ties);
        let steps = steps.with_shift(shift, &self.sums, &outputs, scaling.correction)?;
        Some(self.with(k, steps))
    }

    /// Returns whether the channel can be computed by planes.
    pub(super) fn fits_bytes(&self) -> bool {
        self.exponent.is_none_or(|e| self.fits(e, LARGEST_K))
    }

    /// The channel with a shift of its own, if that will do.
    pub(super) fn own(&self, scaling: ChannelForm) -> Option<Scaled> {
        let Some(exponent) = self.exponent else {
            return Some(self.fixed(1, scaling.correction));
        };
        let mut tried = (scaling.least..=LARGEST_K).rev();
        tried.find_map(|k| self.with_shift(LARGEST_SHIFT.min(exponent + k), k, scaling))
    }

    /// Returns whether weights, sums and constants fit with `k`.
    fn fits(&self, exponent: i32, k: i32) -> bool {
        let most = (*self.sums.end()).max(-self.sums.start());
        k <= LARGEST_K
            && most << (k + 1) < (1 << 31) - (1 << 18)
            && (1..=LONGEST_SHIFT).contains(&(exponent + k))
    }

    /// A channel with only one output.
    fn fixed(&self, shift: i32, correction: Correction) -> Scaled {
        let constant = (self.zero_point << shift) + (1 << (shift - 1));
        let fixed = Scaled {
            shift,
            ..Scaled::default()
        };
        match correction {
            Correction::Folded => Scaled {
                bias: constant << 2,
                multiplier: 1 << 30,
                ..fixed
            },
            _ => Scaled { constant, ..fixed },
        }
    }

    fn with(&self, k: i32, steps: Steps) -> Scaled {
        let weights = self.weights.iter();
        Scaled {
            weights: weights.map(|&w| (i32::from(w) << (k + 1)) as i16).collect(),
            // The bias wraps modulo 2^32, as partial sums may.
            bias: ((i64::from(self.bias) << (k + 1)) + steps.offset) as i32,
            multiplier: steps.multiplier,
            constant: steps.constant,
            mask: steps.mask,
            shift: steps.shift,
        }
    }

    /// Returns the constants for an accumulator of `2^(k+1)·a`.
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

/// A channel in the kernel's form.
#[derive(Debug, Default)]
pub(super) struct Scaled {
    /// The weights times `2^(k+1)`.
    weights: Vec<i16>,
    /// The bias times `2^(k+1)`.
    pub(super) bias: i32,
    pub(super) multiplier: i32,
    /// `C`.
    pub(super) constant: i32,
    /// `2^k`, or 0 if there is nothing to subtract.
    pub(super) mask: i32,
    /// `e + k`.
    pub(super) shift: i32,
}

impl Scaled {
    pub(super) fn weight(&self, tap: usize) -> i16 {
        self.weights.get(tap).copied().unwrap_or(0)
    }

    /// The words for the kernel by planes, with `C` or without.
    pub(super) fn plane(&self, swapped: bool, constant: bool) -> impl Iterator<Item = u32> {
        let places = [0, 1, 2].map(|row| {
            [0, 1, 2].map(|column| match swapped {
                true => TAPS * column + row,
                false => TAPS * row + column,
            })
        });
        // Takes the upper bytes: the lower ones are 0.
        let rows = places.map(|row| row.map(|tap| self.weight(tap).to_le_bytes()[1]));
        let [first, second, third] = words_of(rows, self.shift.to_le_bytes()[0]);
        let numbers = [self.bias, self.multiplier].map(i32::cast_unsigned);
        let constant = constant.then_some(self.constant.cast_unsigned());
        let words = [first, second].into_iter().chain(numbers);
        words.chain(constant).chain([third])
    }
}

/// Returns the words for the rows and the shift.
pub(super) fn words_of([a, b, c]: [[u8; TAPS]; TAPS], shift: u8) -> [u32; TAPS] {
    let twice = |[w0, w1, w2]: [u8; TAPS]| u32::from_le_bytes([w0, w1, w1, w2]);
    let third = u32::from_le_bytes([c[0], c[1], c[2], shift]);
    [twice(a), twice(b), third]
}

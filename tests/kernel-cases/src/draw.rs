//! Random numbers, and the random tensors and parameters of kernels.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use tiny_model_kernels::requantize::{Output, Scale};

/// The random source of one case: the same seed draws the same case on every machine.
#[derive(Debug)]
pub struct Draw(fastrand::Rng);

impl Draw {
    /// Creates the source with a seed.
    pub fn new(seed: u32) -> Self {
        Self(fastrand::Rng::with_seed(seed.into()))
    }

    /// Draws a number of the range.
    pub fn int(&mut self, range: RangeInclusive<i32>) -> i32 {
        self.0.i32(range)
    }

    /// Draws a size of the range.
    pub fn size(&mut self, range: RangeInclusive<usize>) -> usize {
        // `usize` itself would draw other numbers where it is wider.
        let (least, most) = (*range.start() as u32, *range.end() as u32);
        self.0.u32(least..=most) as usize
    }

    /// Returns true once in `n` times.
    pub fn one_in(&mut self, n: u32) -> bool {
        self.0.u32(0..n) == 0
    }

    /// Draws one of these values.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.size(0..=from.len() - 1)]
    }

    /// Draws any int8 value, often an extreme.
    pub fn value(&mut self) -> i8 {
        match self.0.u32(0..16) {
            0 | 1 => i8::MIN,
            2 | 3 => i8::MAX,
            4 => 0,
            5 => -127,
            6 => 126,
            _ => self.0.i8(..),
        }
    }

    /// Draws a tensor: any values, only extremes, one value, small ones, or any with many extremes.
    pub fn tensor(&mut self, len: usize) -> Vec<i8> {
        let kind = self.0.u32(0..8);
        let one = self.value();
        let value = |_| match kind {
            0 => self.pick(&[i8::MIN, i8::MAX]),
            1 => one,
            2 => self.0.i8(-3..=3),
            3 => self.value(),
            _ => self.0.i8(..),
        };
        (0..len).map(value).collect()
    }

    /// Draws a factor that brings values up to `typical` to about an output's range: most often a
    /// little more or less, sometimes one that leaves almost nothing of them, or with ties, or
    /// zero.
    ///
    /// It shifts left only so far that values up to `most` stay in i32.
    pub fn scale(&mut self, typical: i64, most: i64) -> Scale {
        let bits = |value: i64| 64 - value.leading_zeros() as i32;
        let fit = 8 - bits(typical);
        let (multiplier, shift) = match self.0.u32(0..16) {
            0 => (0, 0),
            1 => (1 << 30, self.int(fit - 2..=fit + 2)),
            2 => (i32::MAX, self.int(fit - 2..=fit + 2)),
            5 => (self.int(4..=7) << 28, self.int(fit - 2..=fit + 2)),
            3 => (self.significand(), self.int(-31..=fit)),
            4 => (self.significand(), self.int(fit..=30)),
            _ => (self.significand(), self.int(fit - 2..=fit + 2)),
        };
        Scale {
            multiplier,
            shift: shift.clamp(-31, 31 - bits(most)),
        }
    }

    /// Draws a factor below one, from `2^least` on.
    pub fn fraction(&mut self, least: i32) -> Scale {
        Scale {
            multiplier: self.significand(),
            shift: self.int(least..=0),
        }
    }

    fn significand(&mut self) -> i32 {
        self.int(1 << 30..=i32::MAX)
    }

    /// Draws the scales of `channels`, as [`scale`](Self::scale): the same for all, or one each.
    pub fn scales(&mut self, channels: usize, typical: i64, most: i64) -> Vec<Scale> {
        if self.one_in(4) {
            return alloc::vec![self.scale(typical, most); channels];
        }
        // Most layers have no left shifts.
        let highest = if self.one_in(3) { 30 } else { 0 };
        let scale = |_| {
            let scale = self.scale(typical, most);
            Scale {
                shift: scale.shift.min(highest),
                ..scale
            }
        };
        (0..channels).map(scale).collect()
    }

    /// Draws the zero point and range of an output: RELU with its zero point at −128 or elsewhere,
    /// RELU6, none, or any range.
    pub fn output(&mut self) -> Output {
        let zero_point = i32::from(self.value());
        let (zero_point, min, max) = match self.0.u32(0..8) {
            0 | 1 => (-128, -128, 127),
            2 => (zero_point, zero_point, 127),
            3 => (-128, -128, self.value().into()),
            4 => (zero_point, zero_point, self.int(zero_point..=127)),
            5 | 6 => (zero_point, -128, 127),
            _ => {
                let (a, b) = (i32::from(self.value()), i32::from(self.value()));
                (zero_point, a.min(b), a.max(b))
            }
        };
        Output {
            zero_point,
            min,
            max,
        }
    }

    /// Draws weights as [`tensor`](Self::tensor) does, mostly in `[−127, 127]` as converters write
    /// them.
    pub fn weights(&mut self, len: usize) -> Vec<i8> {
        let mut weights = self.tensor(len);
        if !self.one_in(6) {
            for weight in &mut weights {
                *weight = (*weight).max(-127);
            }
        }
        weights
    }

    /// Draws biases of `channels`, and returns their magnitude: none, small, like `sums`, or huge.
    pub fn biases(&mut self, channels: usize, sums: i64) -> (Vec<i32>, i64) {
        let most = match self.0.u32(0..8) {
            0 => 0,
            1 => 1 << 28,
            2 | 3 => 1 << 10,
            _ => sums.min(1 << 28) as i32,
        };
        let biases = (0..channels).map(|_| self.int(-most..=most)).collect();
        (biases, most.into())
    }
}

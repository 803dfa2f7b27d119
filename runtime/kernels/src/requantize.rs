//! Conversion of an i32 accumulator to an int8 activation, with two roundings as in TFLM's
//! reference.
//!
//! `real = acc · multiplier · 2^(shift − 31)` is computed as
//! `RoundingDivideByPOT(SaturatingRoundingDoublingHighMul(acc · 2^left, multiplier), right)` with
//! `left = max(shift, 0)` and `right = max(−shift, 0)`: gemmlowp's `fixedpoint.h` and TFLM's
//! `MultiplyByQuantizedMultiplier`. Both roundings are to nearest; the first resolves ties upwards,
//! the second away from zero. [`Scale::apply_wide`] converts an i64 accumulator by another rule.

use crate::arch::HAS_LONG_PRODUCTS;
use crate::integer::Integer;

/// A positive real factor `multiplier · 2^(shift − 31)`, with `multiplier` in `[2^30, 2^31)` or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Scale {
    /// Significand in Q31.
    pub multiplier: i32,
    /// Power of two: positive shifts left, before the multiplication.
    pub shift: i32,
}

impl Scale {
    /// Applies the factor to `x`: `MultiplyByQuantizedMultiplier` of
    /// `tensorflow/lite/kernels/internal/common.cc`.
    #[inline(always)]
    pub const fn apply(self, x: i32) -> i32 {
        let Self { multiplier, shift } = self;
        if shift > 0 {
            doubling_high_mul(x.wrapping_shl(shift as u32), multiplier)
        } else {
            let product = doubling_high_mul(x, multiplier);
            rounding_shift_right(product, shift.wrapping_neg() as u32)
        }
    }

    /// Applies the factor to `x` with one rounding, ties upwards: LiteRT's FULLY_CONNECTED.
    #[inline(always)]
    pub const fn apply_once(self, x: i32) -> i32 {
        let product = x as i64 * self.multiplier as i64;
        // The shift is from 1 to 62 for the factors in use.
        let shift = 31_i32.wrapping_sub(self.shift) & 63;
        let half = 1_i64.wrapping_shl(shift as u32) >> 1;
        (product.wrapping_add(half) >> shift) as i32
    }

    /// Applies the factor to an i64 of at most 48 bits, with a shift of at most 14: a multiplier of
    /// 16 bits, and one rounding, ties upwards. A result that does not fit i32 wraps.
    #[inline(always)]
    pub const fn apply_wide(self, x: i64) -> i32 {
        let multiplier = if self.multiplier < 0x7fff_0000 {
            self.multiplier.wrapping_add(1 << 15) >> 16
        } else {
            0x7fff
        };
        let shift = 15_i32.wrapping_sub(self.shift) as u32;
        // The multiplier is unsigned, so that its upper half is known to be 0.
        let product = x.wrapping_mul(multiplier as u32 as i64);
        if shift < 32 {
            // The usual scale: shifts of words take half of the instructions of the 64-bit shift
            // below.
            let sum = product.wrapping_add((1_u32.wrapping_shl(shift) >> 1) as i64);
            let (low, high) = (sum as u32, (sum >> 32) as u32);
            return (low.wrapping_shr(shift) | high.wrapping_shl(32 - shift)) as i32;
        }
        let half = 1_i64.wrapping_shl(shift) >> 1;
        (product.wrapping_add(half) >> (shift & 63)) as i32
    }
}

/// `SaturatingRoundingDoublingHighMul` for `0 ≤ b`: `⌊(a·b + 2^30) / 2^31⌋`.
///
/// gemmlowp adds `1 − 2^30` and truncates for a negative product `−n`, which is
/// `−⌊(n + 2^30 − 1) / 2^31⌋ = ⌊(−n + 2^30) / 2^31⌋`: the same value. It saturates only for
/// `a = b = i32::MIN`, which `0 ≤ b` excludes.
#[inline(always)]
pub const fn doubling_high_mul(a: i32, b: i32) -> i32 {
    if HAS_LONG_PRODUCTS {
        ((a as i64 * b as i64 + (1 << 30)) >> 31) as i32
    } else {
        doubling_high_mul_of_halves(a, b)
    }
}

/// [`doubling_high_mul`] for targets where a product has 32 bits and one of 64 bits is a call:
/// computed from products of halves.
///
/// With `a = a1·2^16 + a0` and `b = b1·2^16 + b0`, `0 ≤ a0, b0 < 2^16`, the sums are those of the
/// long multiplication. `upper` is in `[−2^31, 2^31 − 2^15)` and `lower` in `[−2^31, 2^31 − 2^14)`,
/// which includes `2^30` at its place, `2^14`. The dropped bits are below the place of `lower`.
const fn doubling_high_mul_of_halves(a: i32, b: i32) -> i32 {
    const LOW: i32 = 0xffff;
    let (a1, a0) = (a >> 16, a & LOW);
    let (b1, b0) = (b >> 16, b & LOW);
    let carry = (a0 as u32).wrapping_mul(b0 as u32) >> 16;
    let upper = a1 * b0 + carry as i32;
    let lower = b1 * a0 + (upper & LOW) + (1 << 14);
    (a1 * b1)
        .wrapping_add(upper >> 16)
        .wrapping_shl(1)
        .wrapping_add(lower >> 15)
}

/// `RoundingDivideByPOT`: `x / 2^exponent`, ties away from zero; `exponent` is at most 31, or 32
/// for `0 ≤ x`, which gives 0.
///
/// With `t = x − (x < 0)` a tie of a negative `x` falls below one half, so adding the highest bit
/// shifted out rounds it down, away from zero. `x = i32::MIN` would wrap; no product of
/// [`doubling_high_mul`] is that small.
#[inline(always)]
pub const fn rounding_shift_right(x: i32, exponent: u32) -> i32 {
    if exponent == 0 {
        return x;
    }
    let t = x.wrapping_add(x >> 31).wrapping_shr(exponent - 1);
    (t >> 1).wrapping_add(t & 1)
}

/// The zero point of a quantized output and the range that the fused activation leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// The quantized value of real 0.
    pub zero_point: i32,
    /// Smallest value; at least −128 for int8.
    pub min: i32,
    /// Largest value; at most 127 for int8.
    pub max: i32,
}

impl Output {
    /// Adds the zero point to a scaled value and clamps the sum.
    #[inline(always)]
    pub fn clamp(self, scaled: i32) -> i8 {
        self.clamp_as(scaled)
    }

    /// Adds the zero point to a scaled value and clamps the sum, for an output of any type that
    /// contains the range.
    #[inline(always)]
    pub fn clamp_as<T: Integer>(self, scaled: i32) -> T {
        // `Ord::clamp` would keep its `min <= max` assertion in the firmware.
        let shifted = scaled.wrapping_add(self.zero_point);
        T::truncate(shifted.max(self.min).min(self.max))
    }
}

/// The scales of a weighted operator's output channels: one for all, or one each.
pub trait Scales {
    /// Returns the scales in channel order.
    fn channels(&self) -> impl Iterator<Item = Scale>;

    /// Returns the scales for code that all operators share: a single scale is for all channels.
    fn as_slice(&self) -> &[Scale];
}

impl Scales for Scale {
    #[inline(always)]
    fn channels(&self) -> impl Iterator<Item = Scale> {
        core::iter::repeat(*self)
    }

    fn as_slice(&self) -> &[Scale] {
        core::slice::from_ref(self)
    }
}

impl<const C: usize> Scales for [Scale; C] {
    #[inline(always)]
    fn channels(&self) -> impl Iterator<Item = Scale> {
        self.iter().copied()
    }

    fn as_slice(&self) -> &[Scale] {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// gemmlowp's definition, operation by operation.
    fn gemmlowp(x: i32, Scale { multiplier, shift }: Scale) -> i32 {
        let (left, right) = (shift.max(0), (-shift).max(0));
        let product = i64::from(x.wrapping_shl(left as u32)) * i64::from(multiplier);
        let nudge = if product >= 0 { 1 << 30 } else { 1 - (1 << 30) };
        let high = ((product + nudge) / (1 << 31)) as i32;
        let mask = ((1i64 << right) - 1) as i32;
        let threshold = (mask >> 1) + i32::from(high < 0);
        (high >> right) + i32::from((high & mask) > threshold)
    }

    /// TFLM's function for an i64 accumulator, operation by operation.
    fn tflm_i64(x: i64, Scale { multiplier, shift }: Scale) -> i32 {
        let reduced = if multiplier < 0x7fff_0000 {
            (multiplier + (1 << 15)) >> 16
        } else {
            0x7fff
        };
        let total = 15 - shift;
        ((x * i64::from(reduced) + (1 << (total - 1))) >> total) as i32
    }

    proptest! {
        #[test]
        fn i64_is_tflms(
            x in -(1i64 << 47)..(1 << 47),
            multiplier in prop_oneof![(1i32 << 30)..=i32::MAX, 0x7ffe_0000..=i32::MAX],
            shift in -31i32..=7,
        ) {
            let scale = Scale { multiplier, shift };
            prop_assert_eq!(scale.apply_wide(x), tflm_i64(x, scale));
        }

        #[test]
        fn halves_multiply_as_a_whole(a: i32, b in 0..=i32::MAX) {
            let whole = ((i64::from(a) * i64::from(b) + (1 << 30)) >> 31) as i32;
            prop_assert_eq!(doubling_high_mul_of_halves(a, b), whole);
        }

        #[test]
        fn scale_is_gemmlowps(x: i32, multiplier in (1i32 << 30)..=i32::MAX, shift in -31i32..=8) {
            let scale = Scale { multiplier, shift };
            let x = if shift > 0 { x >> shift } else { x };
            prop_assert_eq!(scale.apply(x), gemmlowp(x, scale));
        }

        #[test]
        fn wide_scale_is_tflms(
            x in -(1i64 << 47)..1 << 47,
            multiplier in (1i32 << 30)..=i32::MAX,
            shift in -31i32..=7,
        ) {
            let reduced = ((i64::from(multiplier) + (1 << 15)) >> 16).min(0x7fff);
            let total_shift = 15 - shift;
            let rounded = i128::from(x) * i128::from(reduced) + (1 << (total_shift - 1));
            let scale = Scale { multiplier, shift };
            prop_assert_eq!(scale.apply_wide(x), (rounded >> total_shift) as i32);
        }

        #[test]
        fn ties_are_gemmlowps(high in -70_000i32..70_000, shift in -16i32..=0) {
            // 2^30 is one half: every other product is an exact tie of the first rounding.
            let scale = Scale { multiplier: 1 << 30, shift };
            prop_assert_eq!(scale.apply(high), gemmlowp(high, scale));
        }
    }
}

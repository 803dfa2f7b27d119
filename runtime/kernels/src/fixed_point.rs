//! gemmlowp's fixed-point functions: `Qm.n` is an i32 that stands for `x / 2^n`, `m + n = 31`.
//!
//! Semantics: gemmlowp's `fixedpoint.h`. A product of `Qa` and `Qb` is a `Q(a+b)`, rounded by
//! [`doubling_high_mul`]. That is gemmlowp's for factors of any sign, except that it does not
//! saturate `(−1)²`; no factor below is −1.
//!
//! Sums wrap instead of overflowing; the proofs show that they do neither.

use crate::requantize::{doubling_high_mul as mul, rounding_shift_right};

/// 1 in Q0.31, as near as it gets.
const ONE: i32 = i32::MAX;

/// `x · 2^exponent`, saturating.
const fn shift_left(x: i32, exponent: u32) -> i32 {
    x.saturating_mul(1 << exponent)
}

/// `e^x` for `x` in `[−1/4, 0)`, both in Q0.31: a Taylor polynomial of degree 4 around −1/8.
///
/// With `|x + 1/8| ≤ 1/8` the polynomial without its constant term is below 0.14, and the constant
/// term is `e^(−1/8) ≈ 0.88`, so that the sums stay in `(−0.13, 1]`.
const fn exp_on_negative_quarter(x: i32) -> i32 {
    const EXP_OF_MINUS_ONE_EIGHTH: i32 = 1_895_147_668;
    const ONE_THIRD: i32 = 715_827_883;
    let x = x.wrapping_add(1 << 28);
    let x2 = mul(x, x);
    let x3 = mul(x2, x);
    let x4_over_4 = rounding_shift_right(mul(x2, x2), 2);
    let sixths = mul(x4_over_4.wrapping_add(x3), ONE_THIRD).wrapping_add(x2);
    let rest = x.wrapping_add(rounding_shift_right(sixths, 1));
    EXP_OF_MINUS_ONE_EIGHTH.wrapping_add(mul(EXP_OF_MINUS_ONE_EIGHTH, rest))
}

/// `e^x` in Q0.31 for `x ≤ 0` in `Qm.(31−m)`, `m` being `INTEGER_BITS`, at most 5.
///
/// `x = r − Σ 2^i` with `r` in `[−1/4, 0)` and `i` in `[−2, m)`: the bits of the quotient select
/// the factors `e^(−2^i)`. Every product has factors in `[0, 1]`.
#[inline(always)]
pub const fn exp_on_negative_values<const INTEGER_BITS: u32>(x: i32) -> i32 {
    const { assert!(INTEGER_BITS <= 5) };
    /// `e^(−2^(k−2))` in Q0.31.
    const FACTORS: [i32; 7] = [
        1_672_461_947,
        1_302_514_674,
        790_015_084,
        290_630_308,
        39_332_535,
        720_401,
        242,
    ];
    if x == 0 {
        return ONE;
    }
    let quarter = 1 << (31 - INTEGER_BITS - 2);
    let modulus = (x & (quarter - 1)).wrapping_sub(quarter);
    let mut result = exp_on_negative_quarter(shift_left(modulus, INTEGER_BITS));
    let mut quotient = modulus.wrapping_sub(x) >> (31 - INTEGER_BITS - 2);
    let mut factors = FACTORS.as_slice();
    while let [factor, rest @ ..] = factors {
        if quotient & 1 != 0 {
            result = mul(result, *factor);
        }
        quotient >>= 1;
        factors = rest;
    }
    result
}

/// `1 / d` in Q2.29 for `d` in `[1/2, 1]` in Q0.31: three steps of Newton and Raphson.
///
/// The first guess `48/17 − 32/17 d` and all that follow lie in `[0.9, 2.1]`, the errors
/// `1 − d x` in `[−0.1, 0.1]`; Q2.29 holds `[−4, 4)`.
#[inline(always)]
const fn reciprocal(d: i32) -> i32 {
    const FORTY_EIGHT_SEVENTEENTHS: i32 = 1_515_870_810;
    const MINUS_THIRTY_TWO_SEVENTEENTHS: i32 = -1_010_580_540;
    let mut x = FORTY_EIGHT_SEVENTEENTHS.wrapping_add(mul(d, MINUS_THIRTY_TWO_SEVENTEENTHS));
    let mut step = 0;
    while step < 3 {
        let error = (1i32 << 29).wrapping_sub(mul(d, x));
        x = x.wrapping_add(shift_left(mul(x, error), 2));
        step += 1;
    }
    x
}

/// `(x + 1) / 2`, ties away from zero, for `x` in `[0, 1]` in Q0.31.
const fn half_of_one_plus(x: i32) -> i32 {
    ((x as i64 + ONE as i64 + 1) / 2) as i32
}

/// `1 / (1 + x)` for `x` in `[0, 1]`, both in Q0.31.
#[inline(always)]
pub const fn one_over_one_plus_x(x: i32) -> i32 {
    // Half of the reciprocal of the half: the Q2.29 read as Q1.30, in Q0.31.
    shift_left(reciprocal(half_of_one_plus(x)), 1)
}

/// `(1 − x) / (1 + x)` for `x` in `[0, 1]`, both in Q0.31: `2 / (1 + x) − 1`.
const fn one_minus_x_over_one_plus_x(x: i32) -> i32 {
    shift_left(reciprocal(half_of_one_plus(x)).wrapping_sub(1 << 29), 2)
}

/// `1 / (1 + e^−x)` in Q0.31 for `x` in Q4.27.
pub const fn logistic(x: i32) -> i32 {
    if x == 0 {
        return 1 << 30;
    }
    let minus_magnitude = if x > 0 { x.wrapping_neg() } else { x };
    let y = one_over_one_plus_x(exp_on_negative_values::<4>(minus_magnitude));
    if x > 0 { y } else { ONE - y }
}

/// `tanh x` in Q0.31 for `x` in Q4.27.
pub const fn tanh(x: i32) -> i32 {
    if x == 0 {
        return 0;
    }
    let minus_magnitude = if x > 0 { x.wrapping_neg() } else { x };
    // e^(2x): twice the value is the same bits with one integer bit more.
    let y = one_minus_x_over_one_plus_x(exp_on_negative_values::<5>(minus_magnitude));
    if x > 0 { y } else { -y }
}

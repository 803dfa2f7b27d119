//! gemmlowp's fixed-point functions: `Qm.n` is an i32 that stands for `x / 2^n`, `m + n = 31`.
//!
//! Semantics: gemmlowp's `fixedpoint.h`. A product of `Qa` and `Qb` is a `Q(a+b)`, rounded by
//! `doubling_high_mul`. It equals gemmlowp's product for factors of any sign, except that it does
//! not saturate `(−1)²`; no factor below is −1.
//!
//! Sums wrap instead of overflowing; the proofs show that they do neither.

use crate::requantize::{Scale, doubling_high_mul as mul, rounding_shift_right};

/// The nearest value to 1 in Q0.31.
const ONE: i32 = i32::MAX;

/// `x · 2^exponent`, saturating.
const fn shift_left(x: i32, exponent: u32) -> i32 {
    x.saturating_mul(1_i32.wrapping_shl(exponent))
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

/// `e^x` in Q0.31 for `x ≤ 0` in `Qm.(31−m)`, where `m` is `INTEGER_BITS`, at most 5.
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

/// `1 / d` in Q2.29 for `d` in `[1/2, 1]` in Q0.31: three steps of Newton's method.
///
/// The first guess `48/17 − 32/17 d` and all later values lie in `[0.9, 2.1]`, the errors `1 − d x`
/// in `[−0.1, 0.1]`; Q2.29 holds `[−4, 4)`.
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

/// `(a + b) / 2`, ties away from zero, for a sum that is not negative.
const fn half_of_sum(a: i32, b: i32) -> i32 {
    ((a as i64 + b as i64 + 1) / 2) as i32
}

/// `(x + 1) / 2` for `x` in `[0, 1]` in Q0.31.
const fn half_of_one_plus(x: i32) -> i32 {
    half_of_sum(x, ONE)
}

/// `1 / (1 + x)` for `x` in `[0, 1]`, both in Q0.31.
#[inline(always)]
pub const fn one_over_one_plus_x(x: i32) -> i32 {
    // Half of the reciprocal of half the denominator: the Q2.29 read as Q1.30, in Q0.31.
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
    // e^(2x): doubling the value only adds one integer bit to the format.
    let y = one_minus_x_over_one_plus_x(exp_on_negative_values::<5>(minus_magnitude));
    if x > 0 { y } else { -y }
}

/// `√½` in Q0.31.
const SQRT_HALF: i32 = 1_518_500_250;

/// `1 / √x` as a factor, for `0 ≤ x`; the result for 0 is that for 1.
///
/// Semantics: TFLM's `GetInvSqrtQuantizedMultiplierExp`: five steps of Newton's method in Q3.28 for
/// `x / 4^k` in `[½, 2)`, from the guess 1. The values stay in `(0, 1.5]`.
pub const fn inverse_square_root(mut x: i32) -> Scale {
    if x <= 1 {
        return Scale {
            multiplier: ONE,
            shift: 0,
        };
    }
    let mut right = 11_i32;
    while x >= 1 << 29 {
        x /= 4;
        right = right.wrapping_add(1);
    }
    let pairs = (x.leading_zeros() - 1) / 2 - 1;
    right = right.wrapping_sub(pairs as i32);
    let half = rounding_shift_right(x.wrapping_shl(2 * pairs) >> 1, 1);
    let mut y = 1 << 28;
    let mut step = 0;
    while step < 5 {
        let cube = shift_left(mul(mul(y, y), y), 6);
        let three_halves = mul((1 << 28) + (1 << 27), y);
        y = shift_left(three_halves.wrapping_sub(mul(half, cube)), 3);
        step += 1;
    }
    let multiplier = mul(y, SQRT_HALF);
    if right < 0 {
        return Scale {
            multiplier: multiplier.wrapping_shl(right.wrapping_neg() as u32),
            shift: 0,
        };
    }
    Scale {
        multiplier,
        shift: right.wrapping_neg(),
    }
}

/// `ln x` in Q5.26 for `x ≥ 1` in Q12.19.
///
/// Semantics: TFLM's `log_x_for_x_greater_than_or_equal_to_1`. `x = r · 2^k` with `r` near `2^(−¼)`, where a
/// quotient of polynomials is the logarithm of `r`; `k` is a whole number plus or minus a quarter.
pub const fn logarithm(x: i32) -> i32 {
    const LOG_2: i32 = 1_488_522_236;
    /// `2^(−¼)`
    const FOURTH_ROOT_OF_HALF: i32 = 1_805_811_301;
    /// A quarter in Q6.25.
    const QUARTER: i32 = 1 << 23;
    const ALPHA_N: i32 = 117_049_297;
    const ALPHA_D: i32 = 127_690_142;
    const ALPHA_I: i32 = 1_057_819_769;
    const ALPHA_F: i32 = 638_450_708;
    // The format has 12 integer bits.
    let headroom = x.leading_zeros();
    let near_one = shift_left(x, headroom.saturating_sub(1));
    let r_a = shift_left(mul(near_one, SQRT_HALF), 1);
    let k_a = ((12 - headroom as i32) << 25).saturating_add(QUARTER);
    let headroom = mul(x, SQRT_HALF).leading_zeros().saturating_sub(1);
    let r_b = shift_left(x, headroom);
    let k_b = ((12 - headroom as i32) << 25).saturating_sub(QUARTER);
    let r = if r_a < r_b { r_a } else { r_b };
    let k = if k_a > k_b { k_a } else { k_b };
    let p = half_of_sum(r, FOURTH_ROOT_OF_HALF);
    let q = r.wrapping_sub(FOURTH_ROOT_OF_HALF).wrapping_mul(2);
    let square = mul(q, q);
    let numerator = mul(q, r).wrapping_add(mul(mul(q, square), ALPHA_N));
    let sum = ALPHA_I.wrapping_add(q).wrapping_add(mul(ALPHA_D, square));
    let denominator = mul(p, sum).wrapping_add(mul(ALPHA_F, q));
    let quotient = mul(
        rounding_shift_right(numerator, 6),
        one_over_one_plus_x(denominator),
    );
    shift_left(mul(k, LOG_2).wrapping_add(quotient), 1)
}

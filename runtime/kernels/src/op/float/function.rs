//! Functions of one or two numbers, as TFLM's reference kernels compute them.

use core::f32::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

pub use super::circle::{cos, sin};

/// ADD.
#[inline(always)]
pub fn add(x1: f32, x2: f32) -> f32 {
    x1 + x2
}

/// SUB.
#[inline(always)]
pub fn sub(x1: f32, x2: f32) -> f32 {
    x1 - x2
}

/// MUL.
#[inline(always)]
pub fn mul(x1: f32, x2: f32) -> f32 {
    x1 * x2
}

/// LOGISTIC: `1 / (1 + e^−x)`, as `reference_ops::Logistic`.
#[inline]
pub fn logistic(x: f32) -> f32 {
    // Above this bound the nearest number is 1, and below −9 the result of e^x is as precise.
    if x > 16.619_047 {
        1.0
    } else if x < -9.0 {
        libm::expf(x)
    } else {
        1.0 / (1.0 + libm::expf(-x))
    }
}

/// TANH.
#[inline]
pub fn tanh(x: f32) -> f32 {
    libm::tanhf(x)
}

/// HARD_SWISH: `x · min(6, max(0, x + 3)) / 6`.
#[inline]
pub fn hard_swish(x: f32) -> f32 {
    let gate = x + 3.0;
    let gate = if gate > 0.0 { gate } else { 0.0 };
    x * (if gate < 6.0 { gate } else { 6.0 }) / 6.0
}

/// LEAKY_RELU: `x`, or `alpha · x` where `x` is not above 0.
#[inline]
pub fn leaky_relu(x: f32, alpha: f32) -> f32 {
    if x > 0.0 { x } else { x * alpha }
}

/// DIV.
#[inline(always)]
pub fn div(x1: f32, x2: f32) -> f32 {
    x1 / x2
}

/// MAXIMUM: the second where the first is not larger.
#[inline(always)]
pub fn maximum(x1: f32, x2: f32) -> f32 {
    if x1 > x2 { x1 } else { x2 }
}

/// MINIMUM: the second where the first is not smaller.
#[inline(always)]
pub fn minimum(x1: f32, x2: f32) -> f32 {
    if x1 < x2 { x1 } else { x2 }
}

/// SQUARED_DIFFERENCE.
#[inline(always)]
pub fn squared_difference(x1: f32, x2: f32) -> f32 {
    let difference = x1 - x2;
    difference * difference
}

/// PRELU: `x`, or `alpha · x` where `x` is negative.
#[inline(always)]
pub fn prelu(x: f32, alpha: f32) -> f32 {
    if x >= 0.0 { x } else { x * alpha }
}

/// FLOOR_DIV: `⌊x1 / x2⌋` of the exact quotient; TFLM computes it in f64.
///
/// A rounded quotient that is an integer may stand for an exact one on either side of it. The
/// remainder, whose sign is that of `x1`, decides: it is near 0 for a larger quotient and near `x2`
/// for a smaller one.
#[inline]
pub fn floor_div(x1: f32, x2: f32) -> f32 {
    let quotient = x1 / x2;
    let floor = libm::floorf(quotient);
    // From 2^23 on every float is an integer, and the nearest one is as precise as the result of
    // f64.
    if floor != quotient || quotient.abs() >= 8_388_608.0 {
        return floor;
    }
    let remainder = libm::fmodf(x1, x2);
    let is_less = remainder.abs() > x2.abs() / 2.0;
    let is_positive = (x1 < 0.0) == (x2 < 0.0);
    if remainder != 0.0 && is_less == is_positive {
        quotient - 1.0
    } else {
        quotient
    }
}

/// FLOOR_MOD: the remainder with the divisor's sign.
#[inline]
pub fn floor_mod(x1: f32, x2: f32) -> f32 {
    let remainder = libm::fmodf(x1, x2);
    if remainder != 0.0 && (x2 < 0.0) != (remainder < 0.0) {
        remainder + x2
    } else {
        remainder
    }
}

/// ABS.
#[inline(always)]
pub fn abs(x: f32) -> f32 {
    x.abs()
}

/// NEG.
#[inline(always)]
pub fn neg(x: f32) -> f32 {
    -x
}

/// SQUARE.
#[inline(always)]
pub fn square(x: f32) -> f32 {
    x * x
}

/// CEIL.
#[inline]
pub fn ceil(x: f32) -> f32 {
    libm::ceilf(x)
}

/// FLOOR.
#[inline]
pub fn floor(x: f32) -> f32 {
    libm::floorf(x)
}

/// ROUND: to the nearest integer, ties to even. The result is −0 only for −0.
#[inline]
pub fn round(x: f32) -> f32 {
    let floor = libm::floorf(x);
    let fraction = x - floor;
    let half = floor / 2.0;
    if fraction < 0.5 || (fraction == 0.5 && libm::floorf(half) == half) {
        floor
    } else {
        floor + 1.0
    }
}

/// SQRT.
#[inline]
pub fn sqrt(x: f32) -> f32 {
    libm::sqrtf(x)
}

/// RSQRT: `1 / √x`.
#[inline]
pub fn rsqrt(x: f32) -> f32 {
    1.0 / libm::sqrtf(x)
}

/// EXP.
#[inline]
pub fn exp(x: f32) -> f32 {
    libm::expf(x)
}

/// LOG.
#[inline]
pub fn log(x: f32) -> f32 {
    libm::logf(x)
}

/// GELU: `x/2 · (1 + erf(x/√2))`.
#[inline]
pub fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + libm::erff(x * FRAC_1_SQRT_2))
}

/// GELU with its approximation of the error function: `x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))`.
#[inline]
pub fn gelu_approximate(x: f32) -> f32 {
    let cubic = x + 0.044_715 * x * x * x;
    0.5 * x * (1.0 + libm::tanhf(FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * cubic))
}

/// ELU: `x`, or `e^x − 1` where `x` is negative.
#[inline]
pub fn elu(x: f32) -> f32 {
    if x < 0.0 { libm::expm1f(x) } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns numbers of few bits, whose quotients are often near integers, and others.
    fn numbers() -> impl Iterator<Item = f32> {
        let mut bits = 1_u32;
        core::iter::from_fn(move || {
            bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let small = (bits >> 8).cast_signed() % 1_000 - 500;
            let shift = bits >> 4 & 15;
            Some(match bits >> 30 {
                0 => small as f32 / (1 << shift) as f32,
                1 => small as f32 / 10.0,
                _ => (bits.cast_signed() >> 7) as f32 / 1_000.0,
            })
        })
    }

    #[test]
    fn quotients_are_not_rounded_before_they_are_cut() {
        let mut next = numbers().filter(|x| *x != 0.0);
        for _ in 0..200_000 {
            let (Some(a), Some(b)) = (next.next(), next.next()) else {
                return;
            };
            if (a / b).abs() >= 8_388_608.0 {
                continue;
            }
            let expected = (f64::from(a) / f64::from(b)).floor() as f32;
            assert_eq!(floor_div(a, b), expected, "{a:e} {b:e}");
            let modulus = f64::from(a).rem_euclid(f64::from(b).abs());
            let modulus = if b < 0.0 && modulus > 0.0 {
                modulus + f64::from(b)
            } else {
                modulus
            };
            let error = (f64::from(floor_mod(a, b)) - modulus).abs();
            assert!(error <= f64::from(b).abs() * 1e-7, "{a:e} mod {b:e}");
        }
        // 0.1 in f32 is more than a tenth.
        assert_eq!(floor_div(1.0, 0.1), 9.0);
    }

    #[test]
    fn ties_go_to_even() {
        let cases = [
            (0.5, 0.0),
            (1.5, 2.0),
            (-0.5, -0.0),
            (-1.5, -2.0),
            (2.4, 2.0),
            (-2.6, -3.0),
        ];
        for (x, expected) in cases {
            assert_eq!(round(x), expected, "{x}");
        }
        for x in numbers().take(10_000) {
            assert_eq!(round(x), x.round_ties_even(), "{x}");
        }
    }
}

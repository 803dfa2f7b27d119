//! Factors between scales, in fixed point.

use tiny_model_kernels::requantize::Scale;

use super::Unfit;

/// Returns the quotient of two products of scales: the factor that converts integers of the numerator's
/// scales to integers of the denominator's.
///
/// All products are computed in f64, for every operator, as in the `tflite-micro` wheel that wrote the
/// outputs of the conformance models. Earlier sources of TFLM computed some of these products and
/// quotients in f32.
pub fn factor<const N: usize, const D: usize>(numerator: [f32; N], denominator: [f32; D]) -> f64 {
    let product = |scales: &[f32]| scales.iter().copied().map(f64::from).product::<f64>();
    product(&numerator) / product(&denominator)
}

/// TFLM's `QuantizeMultiplier`: returns the Q31 significand and exponent of a real factor.
///
/// Returns 0 for a factor below 2^−32.
///
/// # Errors
/// A factor that is not finite, is negative, or is 2^31 or more.
pub fn scale(factor: f64) -> Result<Scale, Unfit> {
    fixed_point(factor).ok_or(Unfit::Factor(factor))
}

fn fixed_point(factor: f64) -> Option<Scale> {
    if factor == 0.0 {
        return Some(Scale {
            multiplier: 0,
            shift: 0,
        });
    }
    if !(factor > 0.0 && factor < f64::from(1u32 << 31)) {
        return None;
    }
    let (significand, mut shift) = frexp(factor);
    let mut fixed = (significand * f64::from(1u32 << 31)).round() as i64;
    if fixed == 1 << 31 {
        fixed /= 2;
        shift += 1;
    }
    if shift < -31 {
        return Some(Scale {
            multiplier: 0,
            shift: 0,
        });
    }
    Some(Scale {
        multiplier: i32::try_from(fixed).ok()?,
        shift,
    })
}

/// TFLM's `CheckedLog2`: the exponent of the power of two that is nearest to a positive `x`, and whether `x` is
/// that power within a thousandth of the exponent.
pub fn nearest_power_of_two(x: f32) -> (i32, bool) {
    let log2 = x.ln() * (1.0 / std::f32::consts::LN_2);
    let rounded = log2.round();
    (rounded as i32, (log2 - rounded).abs() < 1e-3)
}

/// TFLM's `CalculateInputRadius`: the largest input that a fixed-point format of `integer_bits` holds
/// after a shift to the left; `left_shift` is at most 31.
pub fn input_radius(integer_bits: u32, left_shift: u32) -> i64 {
    let largest = ((1i64 << integer_bits) - 1) << (31 - integer_bits);
    largest >> left_shift
}

/// C's `frexp` for positive normal and subnormal numbers: `x = m · 2^e`, `m` in `[0.5, 1)`.
pub fn frexp(x: f64) -> (f64, i32) {
    const EXPONENT: u64 = 0x7ff << 52;
    let bits = x.to_bits();
    if bits & EXPONENT == 0 {
        let (significand, exponent) = frexp(x * f64::from(1u32 << 31) * f64::from(1u32 << 31));
        return (significand, exponent - 62);
    }
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1022;
    (f64::from_bits(bits & !EXPONENT | 1022 << 52), exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frexp_is_cs() {
        assert_eq!(frexp(1.0), (0.5, 1));
        assert_eq!(frexp(0.75), (0.75, 0));
        assert_eq!(frexp(6.0), (0.75, 3));
        assert_eq!(frexp(f64::from_bits(1)), (0.5, -1073));
    }

    #[test]
    fn radii_are_tflms() {
        assert_eq!(input_radius(5, 23), 248);
        assert_eq!(input_radius(4, 20), 1920);
    }

    #[test]
    fn scales_are_tflms() {
        let cases = [
            (0.0, 0, 0),
            (1.0, 1 << 30, 1),
            (0.5, 1 << 30, 0),
            (0.1, 1_717_986_918, -3),
            // The significand rounds up to a whole power of two.
            (1.0 - 1e-11, 1 << 30, 1),
            (f64::exp2(-32.0), 1 << 30, -31),
            (f64::exp2(-33.0), 0, 0),
        ];
        for (factor, multiplier, shift) in cases {
            assert_eq!(scale(factor), Ok(Scale { multiplier, shift }), "{factor}");
        }
        for factor in [f64::NAN, f64::INFINITY, -1.0, f64::exp2(31.0)] {
            assert!(scale(factor).is_err(), "{factor}");
        }
    }
}

//! Quantization of a layer's input at run time.
//!
//! Semantics: LiteRT's `NeonSymmetricQuantizeFloats` and `NeonAsymmetricQuantizeFloats`, which its builds for Arm
//! and x86 use. Both round before they add the zero point; LiteRT's portable functions add it first. Ties are
//! rounded away from zero as on Armv8; LiteRT's x86 build also rounds up the number just below a tie.

/// The quantization of an input: `real = scale · (x − zero_point)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Input {
    pub(super) scale: f32,
    pub(super) zero_point: i32,
}

/// Quantizes an input, with or without a zero point.
#[inline(never)]
pub(super) fn quantize(x: &[f32], y: &mut [i8], is_asymmetric: bool) -> Input {
    let (mut low, mut high) = (0.0, 0.0);
    for &x in x {
        low = if x < low { x } else { low };
        high = if x > high { x } else { high };
    }
    let (input, least, inverse) = match is_asymmetric {
        true => asymmetric(low, high),
        false => symmetric(low, high),
    };
    for (y, x) in y.iter_mut().zip(x) {
        let shifted = round(x * inverse).saturating_add(input.zero_point);
        *y = shifted.max(least).min(127) as i8;
    }
    input
}

/// Returns the quantization without a zero point, the smallest value, and the factor of the inputs.
fn symmetric(low: f32, high: f32) -> (Input, i32, f32) {
    let range = if -low > high { -low } else { high };
    let input = |scale| Input {
        scale,
        zero_point: 0,
    };
    if range == 0.0 {
        return (input(1.0), -127, 0.0);
    }
    (input(range / 127.0), -127, 127.0 / range)
}

/// Returns the quantization with a zero point, the smallest value, and the factor of the inputs, for a range
/// that contains 0.
///
/// The zero point of a range `[−h, h]` is a tie except for the error of f64, which decides it: the error of f32
/// would give another result.
fn asymmetric(low: f32, high: f32) -> (Input, i32, f32) {
    if low == high {
        let input = Input {
            scale: 1.0,
            zero_point: 0,
        };
        return (input, -128, 0.0);
    }
    let scale = f64::from(high - low) / 255.0;
    let (below, above) = (f64::from(low) / scale, f64::from(high) / scale);
    // The end with the smaller rounding error.
    let zero_point = if 128.0 - below < 127.0 + above {
        -128.0 - below
    } else {
        127.0 - above
    };
    let zero_point = libm::round(zero_point).clamp(-128.0, 127.0) as i32;
    let scale = scale as f32;
    (Input { scale, zero_point }, -128, 1.0 / scale)
}

/// Rounds to the nearest integer, ties away from zero, and saturates.
#[inline(always)]
fn round(x: f32) -> i32 {
    let whole = x as i32;
    let fraction = x - whole as f32;
    let away = i32::from(fraction >= 0.5) - i32::from(fraction <= -0.5);
    whole.saturating_add(away)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_zero() {
        let mut y = [0; 3];
        let input = quantize(&[1.0, 2.0, 255.0], &mut y, true);
        assert_eq!((input.scale, input.zero_point), (1.0, -128));
        assert_eq!(y, [-127, -126, 127]);
        let input = quantize(&[0.5, -127.0, 0.4], &mut y, false);
        assert_eq!((input.scale, input.zero_point), (1.0, 0));
        assert_eq!(y, [1, -127, 0]);
        let input = quantize(&[0.0; 3], &mut y, true);
        assert_eq!((input.scale, input.zero_point, y), (1.0, 0, [0; 3]));
    }

    /// These zero points are LiteRT's; f32 gives the other of the two integers in each case.
    #[test]
    fn zero_points_of_symmetric_ranges_are_those_of_f64() {
        for (high, zero_point) in [
            (0.07, 0),
            (0.13, 0),
            (3.01, 0),
            (0.32, -1),
            (2.27, -1),
            (2.54, -1),
            (2.79, -1),
        ] {
            let input = quantize(&[-high, high], &mut [0; 2], true);
            assert_eq!(input.zero_point, zero_point, "{high}");
        }
    }

    /// In f32, the sum 20.500002 − 128 is a tie.
    #[test]
    fn values_are_rounded_before_the_zero_point_is_added() {
        let mut y = [0; 3];
        quantize(&[0.0, 20.500_002, 255.0], &mut y, true);
        assert_eq!(y, [-128, -107, 127]);
    }
}

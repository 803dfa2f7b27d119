//! Quantization of a layer's input when it runs.

/// How a quantized input stands for reals: `real = scale · (x − zero_point)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Input {
    pub(super) scale: f32,
    pub(super) zero_point: i32,
}

/// Quantizes an input, with a zero point or without.
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
        let rounded = round(input.zero_point as f32 + x * inverse);
        *y = rounded.max(least).min(127) as i8;
    }
    input
}

/// LiteRT's `PortableSymmetricQuantizeFloats`: the quantization, the least value, and what inputs are
/// multiplied by.
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

/// LiteRT's `PortableAsymmetricQuantizeFloats`, likewise, for a range that holds 0.
fn asymmetric(low: f32, high: f32) -> (Input, i32, f32) {
    if low == high {
        let input = Input {
            scale: 1.0,
            zero_point: 0,
        };
        return (input, -128, 0.0);
    }
    let scale = (high - low) / 255.0;
    let (below, above) = (low / scale, high / scale);
    // The end whose rounding errs less.
    let zero_point = if 128.0 - below < 127.0 + above {
        -128.0 - below
    } else {
        127.0 - above
    };
    let zero_point = round(zero_point).clamp(-128, 127);
    (Input { scale, zero_point }, -128, 1.0 / scale)
}

/// To the nearest integer, ties away from zero; saturated.
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
}

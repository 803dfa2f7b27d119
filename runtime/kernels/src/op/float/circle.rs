//! SIN and COS with f32 only: `libm` computes them in f64.
//!
//! ```text
//! x · 2/π = 4 k + n + f,   n in 0..4, |f| ≤ ½        by integers, for every x
//! sin x   = ±sin(f π/2) or ±cos(f π/2), by n         by polynomials on [−π/4, π/4]
//! ```
//!
//! A float is `m · 2^e` with an integer `m` below `2^24`. The bits of `2/π` whose product with it is a
//! multiple of 4 do not matter; the 96 bits after them leave a fraction of 62 bits. No float is so near
//! a multiple of π/2 that fewer than 28 of these bits hold the distance.

/// The bits of `2/π` after the point, behind 32 zeros.
const TWO_OVER_PI: [u32; 9] = [
    0,
    0xa2f9_836e,
    0x4e44_1529,
    0xfc27_57d1,
    0xf534_ddc0,
    0xdb62_9599,
    0x3c43_9041,
    0xfe51_63ab,
    0xdebb_c561,
];

/// SIN.
#[inline(never)]
pub fn sin(x: f32) -> f32 {
    of_circle(x, 0)
}

/// COS: SIN advanced by a quarter of the circle.
#[inline(never)]
pub fn cos(x: f32) -> f32 {
    of_circle(x, 1)
}

fn of_circle(x: f32, ahead: u32) -> f32 {
    if !x.is_finite() {
        return f32::NAN;
    }
    let (quarter, angle) = reduce(x.abs());
    // sin −x = −sin x, and cos −x = cos x.
    let negative = x < 0.0 && ahead == 0;
    let quarter = quarter.wrapping_add(ahead);
    let value = if quarter & 1 == 0 {
        sine(angle)
    } else {
        cosine(angle)
    };
    if (quarter & 2 != 0) == negative {
        value
    } else {
        -value
    }
}

/// Returns the number of quarters of the circle in a positive number, and the remainder in
/// `[−π/4, π/4]`.
fn reduce(x: f32) -> (u32, f32) {
    /// π/2 divided by 2^62.
    const UNIT: f32 = core::f32::consts::FRAC_PI_2 / (1_u64 << 62) as f32;
    if x < core::f32::consts::FRAC_PI_4 {
        return (0, x);
    }
    let bits = x.to_bits();
    let significand = u64::from(bits & 0x7f_ffff | 0x80_0000);
    // `e` is at least −24. The first bit that matters is the one of 2^(1 − e), and the point is after
    // bit 32.
    let first = (bits >> 23).wrapping_sub(150 + 2 - 32);
    let word = |word: u32| {
        let at = (first / 32).wrapping_add(word) as usize;
        let pair = [at, at + 1].map(|at| TWO_OVER_PI.get(at).copied().unwrap_or_default());
        let pair = u64::from(pair[0]) << 32 | u64::from(pair[1]);
        u64::from((pair >> (32 - first % 32)) as u32)
    };
    let low = significand.wrapping_mul(word(2)) >> 32;
    let high = significand.wrapping_mul(word(0)) << 32;
    let product = significand
        .wrapping_mul(word(1))
        .wrapping_add(low)
        .wrapping_add(high);
    let quarter = product.wrapping_add(1 << 61) >> 62;
    let rest = product.wrapping_sub(quarter << 62).cast_signed();
    (quarter as u32, rest as f32 * UNIT)
}

/// Returns `sin x` on `[−π/4, π/4]`, with minimal error there.
fn sine(x: f32) -> f32 {
    let square = x * x;
    let series = (-1.951_529_6e-4 * square + 8.332_161e-3) * square - 1.666_665_5e-1;
    series * square * x + x
}

/// Returns `cos x` on `[−π/4, π/4]`, with minimal error there.
fn cosine(x: f32) -> f32 {
    let square = x * x;
    let series = (2.443_315_7e-5 * square - 1.388_731_6e-3) * square + 4.166_664_6e-2;
    series * square * square - 0.5 * square + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_f64() {
        let mut bits = 1_u32;
        for turn in 0..200_000_u32 {
            bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Numbers of all exponents, and small numbers more often.
            let x = match turn % 2 {
                0 => f32::from_bits(bits),
                _ => bits.cast_signed() as f32 / 1e7,
            };
            if !x.is_finite() {
                continue;
            }
            let wide = f64::from(x);
            for (got, expected) in [(sin(x), wide.sin()), (cos(x), wide.cos())] {
                let error = (f64::from(got) - expected).abs();
                assert!(error < 1.2e-7, "{x:e}: {got} for {expected}");
            }
        }
    }

    #[test]
    fn infinities_have_no_angle() {
        assert!(sin(f32::INFINITY).is_nan() && cos(f32::NAN).is_nan());
    }
}

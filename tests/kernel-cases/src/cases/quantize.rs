//! QUANTIZE from f32 and DEQUANTIZE to f32.

use alloc::vec::Vec;
use core::fmt::Debug;

use tiny_model_kernels::integer::Integer;
use tiny_model_kernels::op::{Quantization, dequantize, quantize};

use super::layer::int16s;
use crate::{Draw, Verdict, compare};

const N: usize = 33;

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    match draw.one_in(2) {
        true => both(draw, Draw::value, 300),
        false => both(draw, |draw| int16s(draw, 1)[0], 40_000),
    }
}

/// Checks both operators with one quantization of values whose magnitude is below `most`.
fn both<T: Integer + Debug>(draw: &mut Draw, value: fn(&mut Draw) -> T, most: i32) -> Verdict {
    let q = Quantization {
        scale: scale(draw),
        zero_point: value(draw),
    };
    let reals = [(); N].map(|()| real(draw, q.scale, most));
    let mut y = [T::truncate(0); N];
    quantize(&reals, &mut y, &q);
    let expected = reals.map(|x| tflm(x, q));
    match compare(&y, &expected, &(q, reals)) {
        Verdict::Equal => back(draw, value, q),
        verdict => verdict,
    }
}

fn back<T: Integer + Debug>(
    draw: &mut Draw,
    value: fn(&mut Draw) -> T,
    q: Quantization<T>,
) -> Verdict {
    let values = [(); N].map(|()| value(draw));
    let mut y = [0.0; N];
    dequantize(&values, &mut y, &q);
    let wide = |x: T| f64::from(q.scale) * f64::from(x.into() - q.zero_point.into());
    let expected = Vec::from_iter(values.iter().map(|&x| (wide(x) as f32).to_bits()));
    compare(&y.map(f32::to_bits), &expected, &(q, values))
}

/// Draws a scale from `2^−20` to `2^10`, often a power of two.
fn scale(draw: &mut Draw) -> f32 {
    let exponent = draw.int(107..=137).cast_unsigned();
    let fraction = draw.pick(&[0, 1]) * draw.int(0..=(1 << 23) - 1).cast_unsigned();
    f32::from_bits(exponent << 23 | fraction)
}

/// Draws any number, or one near the quantization's values and the ties between them.
fn real(draw: &mut Draw, scale: f32, most: i32) -> f32 {
    if draw.one_in(4) {
        let x = f32::from_bits(draw.int(i32::MIN..=i32::MAX).cast_unsigned());
        return if x.is_nan() { 0.0 } else { x };
    }
    let halves = draw.int(-2 * most..=2 * most) as f32 / 2.0;
    let x = match draw.size(0..=3) {
        0 => halves.next_up(),
        1 => halves.next_down(),
        2 => halves,
        _ => halves + draw.int(-500..=500) as f32 / 1000.0,
    };
    x * scale
}

/// `AffineQuantize`: C's `round`, ties away from zero. Adding one half is exact in f64, and a cast
/// truncates and saturates.
fn tflm<T: Integer>(x: f32, q: Quantization<T>) -> T {
    let x = f64::from(x / q.scale);
    let rounded = (if x < 0.0 { x - 0.5 } else { x + 0.5 }) as i64;
    let y = rounded.clamp(-1 << 40, 1 << 40) + i64::from(q.zero_point.into());
    T::truncate(y.clamp(T::MIN.into(), T::MAX.into()) as i32)
}

//! QUANTIZE from f32 and DEQUANTIZE to f32.

use alloc::vec::Vec;

use tiny_model_kernels::op::{Quantization, dequantize, quantize};

use crate::{Draw, Verdict, compare};

const N: usize = 33;

/// Both, with one quantization.
pub(crate) fn case(draw: &mut Draw) -> Verdict {
    let q = Quantization {
        scale: scale(draw),
        zero_point: draw.value().into(),
    };
    let reals = [(); N].map(|()| real(draw, q.scale));
    let mut y = [0; N];
    quantize(&reals, &mut y, &q);
    let expected = reals.map(|x| tflm(x, q));
    match compare(&y, &expected, &(q, reals)) {
        Verdict::Equal => back(draw, q),
        verdict => verdict,
    }
}

fn back(draw: &mut Draw, q: Quantization) -> Verdict {
    let values = [(); N].map(|()| draw.value());
    let mut y = [0.0; N];
    dequantize(&values, &mut y, &q);
    let wide = |x: i8| f64::from(q.scale) * f64::from(i32::from(x) - q.zero_point);
    let expected = Vec::from_iter(values.iter().map(|&x| (wide(x) as f32).to_bits()));
    compare(&y.map(f32::to_bits), &expected, &(q, values))
}

/// From `2^−20` to `2^10`, powers of two often.
fn scale(draw: &mut Draw) -> f32 {
    let exponent = draw.int(107..=137).cast_unsigned();
    let fraction = draw.pick(&[0, 1]) * draw.int(0..=(1 << 23) - 1).cast_unsigned();
    f32::from_bits(exponent << 23 | fraction)
}

/// Any number, or one near the quantization's values and the ties between them.
fn real(draw: &mut Draw, scale: f32) -> f32 {
    if draw.one_in(4) {
        let x = f32::from_bits(draw.int(i32::MIN..=i32::MAX).cast_unsigned());
        return if x.is_nan() { 0.0 } else { x };
    }
    let halves = draw.int(-600..=600) as f32 / 2.0;
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
fn tflm(x: f32, q: Quantization) -> i8 {
    let x = f64::from(x / q.scale);
    let rounded = (if x < 0.0 { x - 0.5 } else { x + 0.5 }) as i64;
    let y = rounded.clamp(-1 << 40, 1 << 40) + i64::from(q.zero_point);
    y.clamp(-128, 127) as i8
}

//! QUANTIZE from f32 and DEQUANTIZE to f32, at a model's edges: the only kernels between integers and
//! floats.
//!
//! Semantics: TFLM's `reference_ops::AffineQuantize`, which divides in f32 and rounds ties away from
//! zero, and `reference_ops::Dequantize`. The latter multiplies in f64 and narrows; the product of 24
//! and 9 (for int16 17) significant bits is exact there, so one f32 multiplication has the same
//! rounding.

use crate::integer::Integer;

/// A tensor's quantization: `real = scale · (x − zero_point)` for `x` of the type `T`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantization<T = i8> {
    /// The step between neighboring values.
    pub scale: f32,
    /// The quantized value of real 0.
    pub zero_point: T,
}

impl<T: Integer> Quantization<T> {
    /// `round(x / scale) + zero_point`, saturated; NaN becomes the zero point.
    #[inline(always)]
    pub fn quantize(&self, x: f32) -> T {
        let x = x / self.scale;
        // The conversion truncates towards zero and saturates. The remaining fraction is exact: a
        // float with a fraction is below 2^23.
        let whole = x as i32;
        let fraction = x - whole as f32;
        let away = i32::from(fraction >= 0.5) - i32::from(fraction <= -0.5);
        let zero_point = self.zero_point.into();
        let y = whole.saturating_add(away).saturating_add(zero_point);
        T::truncate(y.max(T::MIN).min(T::MAX))
    }

    /// `scale · (x − zero_point)`
    #[inline(always)]
    pub fn dequantize(&self, x: T) -> f32 {
        self.scale * (x.into().wrapping_sub(self.zero_point.into())) as f32
    }
}

/// QUANTIZE: `y[i] = round(x[i] / scale) + zero_point`.
#[inline(never)]
pub fn quantize<const N: usize, T: Integer>(
    x: &[f32; N],
    y: &mut [T; N],
    output: &Quantization<T>,
) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = output.quantize(x);
    }
}

/// DEQUANTIZE: `y[i] = scale · (x[i] − zero_point)`.
#[inline(never)]
pub fn dequantize<const N: usize, T: Integer>(
    x: &[T; N],
    y: &mut [f32; N],
    input: &Quantization<T>,
) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = input.dequantize(x);
    }
}

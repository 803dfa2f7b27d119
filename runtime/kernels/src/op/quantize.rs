//! QUANTIZE from f32 and DEQUANTIZE to f32, at a model's edges: the only kernels with floats.
//!
//! Semantics: TFLM's `reference_ops::AffineQuantize`, which divides in f32 and rounds ties away
//! from zero, and `reference_ops::Dequantize`. The latter multiplies in f64 and narrows; the
//! product of 24 and 9 significant bits is exact there, so one f32 multiplication rounds the same.

/// An int8 tensor's quantization: `real = scale · (x − zero_point)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantization {
    /// The step between neighbouring values.
    pub scale: f32,
    /// The quantized value of real 0.
    pub zero_point: i32,
}

impl Quantization {
    /// `round(x / scale) + zero_point`, saturated; NaN becomes the zero point.
    #[inline(always)]
    pub fn quantize(&self, x: f32) -> i8 {
        let x = x / self.scale;
        // Truncated towards zero and saturated. The fraction that is left is exact: a float
        // that has one is below 2^23.
        let whole = x as i32;
        let fraction = x - whole as f32;
        let away = i32::from(fraction >= 0.5) - i32::from(fraction <= -0.5);
        let y = whole.saturating_add(away).saturating_add(self.zero_point);
        y.max(i8::MIN.into()).min(i8::MAX.into()) as i8
    }

    /// `scale · (x − zero_point)`
    #[inline(always)]
    pub fn dequantize(&self, x: i8) -> f32 {
        self.scale * (i32::from(x) - self.zero_point) as f32
    }
}

/// QUANTIZE: `y[i] = round(x[i] / scale) + zero_point`.
#[inline(never)]
pub fn quantize<const N: usize>(x: &[f32; N], y: &mut [i8; N], output: &Quantization) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = output.quantize(x);
    }
}

/// DEQUANTIZE: `y[i] = scale · (x[i] − zero_point)`.
#[inline(never)]
pub fn dequantize<const N: usize>(x: &[i8; N], y: &mut [f32; N], input: &Quantization) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = input.dequantize(x);
    }
}

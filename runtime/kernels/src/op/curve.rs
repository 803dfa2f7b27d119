//! Functions of int8 that are computed on reals, for tables.
//!
//! Semantics: TFLM's `PopulateLookupTable` and LiteRT's `LUTPopulate`, in f32, and LiteRT's `SqrtEvalQuantized`.
//! Exponentials and their kin are rounded to f32 from f64, so they are the nearest numbers, as those of C libraries.

use core::f32::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use crate::op::Quantization;

/// The quantizations between which a function is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// Scale and zero point of the input.
    pub input: Quantization,
    /// Scale and zero point of the output.
    pub output: Quantization,
}

impl Curve {
    /// Returns the output of a function of reals for one input.
    pub fn apply(&self, function: impl Fn(f32) -> f32, x: i8) -> i8 {
        let y = function(self.real(x));
        let rounded = libm::roundf(y * (1.0 / self.output.scale));
        // The conversion saturates.
        (rounded + f32::from(self.output.zero_point)) as i8
    }

    /// SQRT, rounded towards zero. A negative input, for which LiteRT fails, has the root of 0.
    pub fn sqrt(&self, x: i8) -> i8 {
        let root = libm::sqrtf(self.real(x).max(0.0));
        let steps = (root / self.output.scale) as i32;
        let y = steps.saturating_add(self.output.zero_point.into());
        y.clamp(i8::MIN.into(), i8::MAX.into()) as i8
    }

    /// LOG. An input without a logarithm has the least output.
    pub fn log(&self, x: i8) -> i8 {
        let lowest = f32::from(i8::MIN) - f32::from(self.output.zero_point);
        let lowest = lowest * self.output.scale;
        let log = |x: f32| match x <= 0.0 {
            true => lowest,
            false => libm::log(x.into()) as f32,
        };
        self.apply(log, x)
    }

    /// EXP.
    pub fn exp(&self, x: i8) -> i8 {
        self.apply(|x| libm::exp(x.into()) as f32, x)
    }

    /// ELU: `x` where it is not negative, otherwise `e^x − 1`.
    pub fn elu(&self, x: i8) -> i8 {
        let elu = |x: f32| match x < 0.0 {
            true => libm::exp(x.into()) as f32 - 1.0,
            false => x,
        };
        self.apply(elu, x)
    }

    /// GELU: `x/2 · (1 + erf(x/√2))`.
    pub fn gelu(&self, x: i8) -> i8 {
        let erf = |x: f32| libm::erf(x.into()) as f32;
        self.apply(|x| 0.5 * x * (1.0 + erf(x * FRAC_1_SQRT_2)), x)
    }

    /// GELU with its approximation of the error function: `x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))`.
    pub fn gelu_approximate(&self, x: i8) -> i8 {
        let tanh = |x: f32| libm::tanh(x.into()) as f32;
        let gelu = |x: f32| {
            let cubic = x + 0.044_715 * x * x * x;
            0.5 * x * (1.0 + tanh(FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * cubic))
        };
        self.apply(gelu, x)
    }

    fn real(&self, x: i8) -> f32 {
        let difference = i32::from(x) - i32::from(self.input.zero_point);
        self.input.scale * difference as f32
    }
}

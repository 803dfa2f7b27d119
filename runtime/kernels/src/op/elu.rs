//! ELU: `y = x` where `x` is not negative, otherwise `e^x − 1`.
//!
//! Semantics: TFLM's `PopulateLookupTable` of int8, in f32. Exponentials are rounded to f32 from f64, so
//! they are the nearest numbers, as those of C libraries.

use crate::op::Quantization;

/// The parameters of an ELU of int8.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elu {
    /// Scale and zero point of the input.
    pub input: Quantization,
    /// Scale and zero point of the output.
    pub output: Quantization,
}

impl Elu {
    /// Returns the output for one input.
    pub fn apply(&self, x: i8) -> i8 {
        let difference = i32::from(x) - i32::from(self.input.zero_point);
        let x = self.input.scale * difference as f32;
        let y = if x < 0.0 {
            libm::exp(x.into()) as f32 - 1.0
        } else {
            x
        };
        let rounded = libm::roundf(y * (1.0 / self.output.scale));
        // The conversion saturates.
        (rounded + f32::from(self.output.zero_point)) as i8
    }
}

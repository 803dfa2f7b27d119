//! ELU: `y = x` where that is not negative, else `e^x − 1`.
//!
//! Semantics: TFLM's `PopulateLookupTable` of int8, in f32. Exponentials are rounded to f32 from f64: they
//! are the nearest numbers, as those of C libraries.

use crate::op::Quantization;

/// What an ELU of int8 needs besides its input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elu {
    /// Scale and zero point of the input.
    pub input: Quantization,
    /// Scale and zero point of the output.
    pub output: Quantization,
}

impl Elu {
    /// The output for one input.
    pub fn apply(&self, x: i8) -> i8 {
        let difference = i32::from(x) - i32::from(self.input.zero_point);
        let x = self.input.scale * difference as f32;
        let y = if x < 0.0 {
            libm::exp(x.into()) as f32 - 1.0
        } else {
            x
        };
        let rounded = libm::roundf(y * (1.0 / self.output.scale));
        // Saturates.
        (rounded + f32::from(self.output.zero_point)) as i8
    }
}

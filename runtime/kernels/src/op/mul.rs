//! MUL: `y = clamp(zp_y + scale · (x1 − zp_1)(x2 − zp_2))`.
//!
//! Semantics: TFLM's `reference_integer_ops::MulElementwise`. Range: the product of two differences
//! below `2^8` is below `2^16`; the product of two int16, which have no zero points, is at most `2^30`.

use crate::arch;
use crate::bytes::Io;
use crate::integer::Integer;
use crate::op::Binary;
use crate::requantize::{Output, Scale};

/// The parameters of a multiplication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mul {
    /// Minus the first input's zero point.
    pub input1_offset: i32,
    /// Minus the second input's zero point.
    pub input2_offset: i32,
    /// The product of the inputs' scales over the output's.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Mul {
    /// Returns the output for one pair of int16 inputs.
    #[inline(always)]
    pub fn apply_to_int16(&self, x1: i16, x2: i16) -> i16 {
        self.of(x1, x2)
    }

    #[inline(always)]
    fn of<T: Integer>(&self, x1: T, x2: T) -> T {
        let x1 = x1.into().wrapping_add(self.input1_offset);
        let x2 = x2.into().wrapping_add(self.input2_offset);
        self.output.clamp_as(self.scale.apply(x1.wrapping_mul(x2)))
    }
}

impl Binary for Mul {
    type X = i8;
    type Y = i8;

    #[inline(always)]
    fn apply(&self, x1: i8, x2: i8) -> i8 {
        self.of(x1, x2)
    }

    #[inline(always)]
    fn start(&self, io: &mut Io<'_, [i8], [i8]>, x2: &[i8]) -> usize {
        arch::mul(io, x2, self)
    }
}

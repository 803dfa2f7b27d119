//! ADD, SUB and MUL, one pair of elements at a time.

use tiny_model_kernels::op::{Add, Mul};
use tiny_model_kernels::requantize::Scale;

use super::gemmlowp::multiply_by_quantized_multiplier;
use super::{clamp, requantize};

/// `AddFunc`; with `sign` −1 the function of SUB.
pub fn sum(p: &Add, x1: i8, x2: i8, sign: i64) -> i8 {
    let scaled = |x: i8, offset: i32, scale: Scale| {
        let shifted = (i32::from(x) + offset) * (1 << 20);
        i64::from(multiply_by_quantized_multiplier(
            shifted,
            scale.multiplier,
            scale.shift,
        ))
    };
    let raw = scaled(x1, p.input1_offset, p.input1) + sign * scaled(x2, p.input2_offset, p.input2);
    requantize(raw, p.output_scale, p.output)
}

/// `MulElementwise`.
pub fn product(p: &Mul, x1: i8, x2: i8) -> i8 {
    let product = (i32::from(x1) + p.input1_offset) * (i32::from(x2) + p.input2_offset);
    let y = multiply_by_quantized_multiplier(product, p.scale.multiplier, p.scale.shift);
    clamp(i64::from(y) + i64::from(p.output.zero_point), p.output)
}

//! L2_NORMALIZATION: `y[c] = (x[c] − zp_x) / √Σ (x − zp_x)²`, with the output's scale `1/128` and zero
//! point 0.
//!
//! Semantics: TFLM's `reference_integer_ops::L2Normalization`. The norm of 0 is 1. Range: squares are below
//! `2^16`; the sum saturates above `2^15` of them, where TFLM's overflows.

use crate::bytes::Io;
use crate::fixed_point::inverse_square_root;
use crate::requantize::{Output, Scale};

/// Bits of the output's scale.
const OUTPUT_BITS: i32 = 7;
/// The range of int8.
const OUTPUT: Output = Output {
    zero_point: 0,
    min: i8::MIN as i32,
    max: i8::MAX as i32,
};

/// L2_NORMALIZATION of each row.
#[inline(always)]
pub fn l2_normalization<const C: usize>(mut io: Io<'_, [[i8; C]], [[i8; C]]>, zero_point: i32) {
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat(), zero_point);
    }
}

/// The code that all lengths share.
#[inline(never)]
fn row(mut io: Io<'_, [i8], [i8]>, zero_point: i32) {
    let centred = |x: i8| i32::from(x).wrapping_sub(zero_point);
    let squares = io.x().iter().map(|&x| centred(x).wrapping_mul(centred(x)));
    let norm = inverse_square_root(squares.fold(0, i32::saturating_add));
    let scale = Scale {
        shift: norm.shift.wrapping_add(OUTPUT_BITS),
        ..norm
    };
    for i in 0..io.x().len() {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = OUTPUT.clamp(scale.apply(centred(x)));
    }
}

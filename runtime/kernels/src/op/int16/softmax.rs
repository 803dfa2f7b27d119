//! SOFTMAX: `y[c] = 2^15 · e^(β s x[c]) / Σ e^(β s x)`, by interpolation in two tables.
//!
//! Semantics: TFLM's `reference_ops::SoftmaxInt16`. With `d[c] = x[c] − max x ≤ 0`, `β s d` is scaled so
//! that `−65535` stands for −10; exponentials below count as that of −10. They are in Q0.15, their sum
//! is in Q16.15.
//!
//! Ranges: the largest element adds about `2^15` to the sum, so the sum has at most 17 leading zeros. The
//! compiler rejects rows of more than `2^16 − 1` elements, whose sum might have none.

use super::tables::{EXP, RECIPROCAL};
use crate::bytes::Io;
use crate::requantize::Scale;

/// SOFTMAX of each row. `scale` is `β · scale_x` over `10 / 65535`.
#[inline(always)]
pub fn softmax<const C: usize>(mut io: Io<'_, [[i16; C]], [[i16; C]]>, scale: Scale) {
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat(), scale);
    }
}

/// The code that all lengths share.
#[inline(never)]
fn row(mut io: Io<'_, [i16], [i16]>, scale: Scale) {
    let largest = io.x().iter().fold(i16::MIN, |largest, &x| largest.max(x));
    let mut sum = 0_i32;
    for i in 0..io.x().len() {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        let difference = i32::from(x) - i32::from(largest);
        let centred = scale.apply(difference).saturating_add(i16::MAX.into());
        *y = interpolate(&EXP, centred);
        sum = sum.wrapping_add((*y).into());
    }
    // sum = 2^(16 − headroom) · (1 + excess).
    let headroom = sum.leading_zeros();
    let aligned = i64::from(sum).wrapping_shl(headroom.wrapping_sub(1));
    let excess = (aligned.wrapping_add(1 << 13) >> 14) as i32;
    let reciprocal = interpolate(&RECIPROCAL, excess.wrapping_sub((1 << 15) + (1 << 16)));
    let shift = 31_u32.wrapping_sub(headroom);
    let half = 1_i64.wrapping_shl(shift) >> 1;
    for y in io.y() {
        // Both are below 2^15.
        let product = i64::from(i32::from(*y).wrapping_mul(reciprocal.into()));
        let scaled = product.wrapping_add(half) >> (shift & 63);
        *y = scaled.max(0).min(i16::MAX.into()) as i16;
    }
}

/// TFLM's `LUTLookup` of `x` saturated to int16.
#[inline(always)]
fn interpolate(table: &[i16; 513], x: i32) -> i16 {
    let x = x.max(i16::MIN.into()).min(i16::MAX.into());
    let at = (256 + (x >> 7)).cast_unsigned() as usize;
    // The index is never out of the table; the default avoids a panic in the bounds check.
    let entry = |at: usize| table.get(at).copied().map_or(0, i32::from);
    let (base, next) = (entry(at), entry(at + 1));
    let slope = (next.wrapping_sub(base) as i16) as i32;
    base.wrapping_add((slope * (x & 0x7f) + 64) >> 7) as i16
}

//! L2_NORMALIZATION: `y[c] = x[c] / max(√Σ x², 10^−6)`.
//!
//! Semantics: TFLM's `reference_ops::L2Normalization` of floats.

use crate::bytes::Io;

/// The smallest norm.
const EPSILON: f32 = 1e-6;

/// L2_NORMALIZATION of each row.
#[inline(always)]
pub fn l2_normalization<const C: usize>(mut io: Io<'_, [[f32; C]], [[f32; C]]>) {
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat());
    }
}

/// The code that all lengths share.
#[inline(never)]
fn row(mut io: Io<'_, [f32], [f32]>) {
    let squares = io.x().iter().map(|x| x * x);
    let norm = libm::sqrtf(squares.fold(0.0, |sum, square| sum + square));
    let norm = if norm < EPSILON { EPSILON } else { norm };
    for i in 0..io.x().len() {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = x / norm;
    }
}

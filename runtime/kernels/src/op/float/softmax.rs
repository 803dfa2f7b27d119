//! SOFTMAX: `y[c] = e^(β (x[c] − max x)) / Σ e^(β (x − max x))`.
//!
//! Semantics: TFLM's `reference_ops::Softmax` of floats.

use crate::bytes::Io;

/// SOFTMAX of each row.
#[inline(always)]
pub fn softmax<const C: usize>(mut io: Io<'_, [[f32; C]], [[f32; C]]>, beta: f32) {
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat(), beta);
    }
}

/// The code that all lengths share.
#[inline(never)]
fn row(mut io: Io<'_, [f32], [f32]>, beta: f32) {
    let larger = |largest: f32, &x: &f32| if largest < x { x } else { largest };
    let largest = io.x().iter().fold(f32::MIN, larger);
    let mut sum = 0.0;
    for i in 0..io.x().len() {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = libm::expf((x - largest) * beta);
        sum += *y;
    }
    for y in io.y() {
        *y /= sum;
    }
}

//! LOG_SOFTMAX: `y[c] = x[c] − max x − ln Σ e^(x − max x)`.
//!
//! Semantics: TFLM's `reference_ops::LogSoftmax` of floats.

use crate::bytes::Io;

/// LOG_SOFTMAX of each row.
#[inline(always)]
pub fn log_softmax<const C: usize>(mut io: Io<'_, [[f32; C]], [[f32; C]]>) {
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat());
    }
}

/// The code that all lengths share.
#[inline(never)]
fn row(mut io: Io<'_, [f32], [f32]>) {
    let larger = |largest: f32, &x: &f32| if largest < x { x } else { largest };
    let largest = io.x().iter().fold(f32::MIN, larger);
    let exps = io.x().iter().map(|x| libm::expf(x - largest));
    let log = libm::logf(exps.fold(0.0, |sum, exp| sum + exp));
    for i in 0..io.x().len() {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = x - largest - log;
    }
}

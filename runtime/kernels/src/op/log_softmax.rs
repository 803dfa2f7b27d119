//! LOG_SOFTMAX: `y[c] = 16 · (s d[c] − ln Σ e^(s d)) + 127` with `d[c] = x[c] − max x`.
//!
//! Semantics: TFLM's `reference_ops::LogSoftmaxQuantized<int8_t>`. `s d` is computed in Q5.26, as in
//! [SOFTMAX](super::softmax), and the sum of exponentials in Q12.19. A difference that leaves Q5.26 gives
//! the smallest output. The sum saturates above 4095 equal elements, where TFLM's overflows.

use super::softmax::Softmax;
use crate::bytes::Io;
use crate::fixed_point::logarithm;
use crate::requantize::{Output, Scale, rounding_shift_right};

/// The shift from Q5.26 to the output's four integer bits.
const OUTPUT_SHIFT: u32 = 31 - 5 - 4;
/// The range of int8; the largest output is 0.
const OUTPUT: Output = Output {
    zero_point: i8::MAX as i32,
    min: i8::MIN as i32,
    max: i8::MAX as i32,
};

/// The parameters of a log softmax: TFLM's `PreprocessLogSoftmaxScalingExp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSoftmax {
    /// The scaling from differences to exponentials.
    pub exp: Softmax,
    /// The scale from Q5.26 back to differences.
    pub reverse: Scale,
}

/// LOG_SOFTMAX of each row.
#[inline(always)]
pub fn log_softmax<const C: usize>(mut io: Io<'_, [[i8; C]], [[i8; C]]>, how: &LogSoftmax) {
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat(), how);
    }
}

/// The code that all lengths share.
#[inline(never)]
fn row(mut io: Io<'_, [i8], [i8]>, how: &LogSoftmax) {
    let x = io.x();
    let largest = x.iter().fold(i8::MIN, |largest, &x| largest.max(x));
    let difference = |x: i8| i32::from(x) - i32::from(largest);
    let log = logarithm(how.exp.sum(x, largest));
    // Differences above this one neither saturate nor leave Q5.26.
    let least = how.reverse.apply(log.wrapping_add(i32::MIN));
    let least = least.max(how.exp.diff_min.wrapping_sub(1));
    for i in 0..io.x().len() {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        let difference = difference(x);
        *y = match difference > least {
            true => {
                let difference = how.exp.scaled(difference).wrapping_sub(log);
                OUTPUT.clamp(rounding_shift_right(difference, OUTPUT_SHIFT))
            }
            false => i8::MIN,
        };
    }
}

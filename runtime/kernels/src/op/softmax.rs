//! SOFTMAX: `y[c] = 256 · e^(β s x[c]) / Σ e^(β s x) − 128`, by gemmlowp's fixed point; for int16 outputs
//! with `2^16` and `−2^15` in place of 256 and −128.
//!
//! Semantics: TFLM's `reference_ops::Softmax<int8_t, int8_t>` and `Softmax<int8_t, int16_t>`. With `d[c] = x[c] − max x ≤ 0`,
//! `β s d` is computed in Q5.26, its exponential in Q0.31, and their sum in Q12.19. Smaller
//! differences than `diff_min` count as `e^−∞`.
//!
//! Ranges: `|d| · 2^left_shift ≤ 31 · 2^26` by the choice of `diff_min`
//! (`−⌊31 · 2^26 / 2^left_shift⌋`). The largest element adds `2^19` to the sum, so the sum is at
//! least that; it saturates above 4095 equal elements, where TFLM's overflows. Dividing by `2^e`
//! for `e > 31`, where the sum is at least 512 and TFLM aborts, gives 0.

use crate::arch;
use crate::bytes::Io;
use crate::fixed_point::{exp_on_negative_values, one_over_one_plus_x};
use crate::integer::Integer;
use crate::overlap::Overlap;
use crate::requantize::{doubling_high_mul, rounding_shift_right};

/// Integer bits of the scaled differences.
const DIFFERENCE_BITS: u32 = 5;
/// Integer bits of the sum of exponentials.
const SUM_BITS: u32 = 12;

/// The parameters of a softmax: TFLM's `PreprocessSoftmaxScaling` and `CalculateInputRadius`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Softmax {
    /// Significand of `β · scale_x · 2^26`, in Q31.
    pub multiplier: i32,
    /// Exponent of `β · scale_x · 2^26`.
    pub left_shift: u32,
    /// The smallest difference from the maximum that counts; at most 0.
    pub diff_min: i32,
}

impl Softmax {
    /// Returns `e^(β s difference)` in Q0.31, or `None` where it is too small to count.
    ///
    /// The function is not inlined: it is called twice for each element, its code is large, and
    /// elements are few.
    #[inline(never)]
    fn exp(&self, difference: i32) -> Option<i32> {
        (difference >= self.diff_min)
            .then(|| exp_on_negative_values::<DIFFERENCE_BITS>(self.scaled(difference)))
    }

    /// Returns `β s difference` in Q5.26.
    #[inline(always)]
    pub(super) fn scaled(&self, difference: i32) -> i32 {
        doubling_high_mul(difference.wrapping_shl(self.left_shift), self.multiplier)
    }

    /// Returns the sum of a row's exponentials in Q12.19.
    #[inline(always)]
    pub(super) fn sum(&self, x: &[i8], largest: i8) -> i32 {
        x.iter()
            .filter_map(|&x| self.exp(i32::from(x) - i32::from(largest)))
            .fold(0i32, |sum, exp| {
                sum.saturating_add(rounding_shift_right(exp, SUM_BITS))
            })
    }
}

/// SOFTMAX of each row.
#[inline(always)]
pub fn softmax<const C: usize, Y: Integer>(mut io: Io<'_, [[i8; C]], [[Y; C]]>, softmax: &Softmax) {
    for n in 0..io.y().len() {
        row(io.part(n..n + 1, n..n + 1).flat(), softmax);
    }
}

/// The code that all lengths share.
#[inline(never)]
fn row<Y: Integer>(mut io: Io<'_, [i8], [Y]>, softmax: &Softmax) {
    const { assert!(size_of::<Y>() <= 2) };
    let x = io.x();
    let largest = x.iter().fold(i8::MIN, |largest, &x| {
        arch::keep_rolled();
        largest.max(x)
    });
    let difference = |x: i8| i32::from(x) - i32::from(largest);
    let sum = softmax.sum(x, largest);
    // sum = 2^over · (1 + excess), excess in [0, 1) in Q31.
    let headroom = sum.leading_zeros();
    let excess = sum.wrapping_shl(headroom) ^ i32::MIN;
    let scale = one_over_one_plus_x(excess);
    let exponent = (SUM_BITS + 31 - const { 8 * size_of::<Y>() as u32 })
        .saturating_sub(headroom)
        .min(32);
    for i in 0..io.x().len() {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        let exp = softmax.exp(difference(x));
        *y = Y::truncate(exp.map_or(Y::MIN, |exp| {
            let y = rounding_shift_right(doubling_high_mul(scale, exp), exponent);
            y.wrapping_add(Y::MIN).min(Y::MAX)
        }));
    }
}

/// Returns how far the output may lie over the input: exactly. The last loop reads each element
/// once.
pub fn overlap() -> Overlap {
    Overlap {
        distance: 0,
        step: 1,
    }
}

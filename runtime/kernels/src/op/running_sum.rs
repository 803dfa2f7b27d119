//! CUMSUM and ADD_N: sums that accumulate element by element.
//!
//! Semantics: TFLM's `CumSum` and `AddN`. For int8 a term is `2^19 (x − zp_x)`, which is the reference's
//! `2^20 (x − zp_x)` over twice the input's scale. The reference's first sum is `−2^19 zp_x`, as if there
//! were one more input of 0, and this kernel starts with the same sum. Sums wrap where the reference's
//! overflow.

use crate::bytes::Plain;
use crate::requantize::{Output, Scale};

/// The arithmetic of a sum.
pub trait RunningSum {
    /// An element.
    type X: Plain;
    /// An intermediate sum.
    type Value: Copy;

    /// Returns the sum of no elements.
    fn start(&self) -> Self::Value;
    /// Returns the sum with one more element.
    fn next(&self, sum: Self::Value, x: Self::X) -> Self::Value;
    /// Converts the sum to an element.
    fn finish(&self, sum: Self::Value) -> Self::X;
}

/// The sum of floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloatSum;

impl RunningSum for FloatSum {
    type X = f32;
    type Value = f32;

    #[inline(always)]
    fn start(&self) -> f32 {
        0.0
    }

    #[inline(always)]
    fn next(&self, sum: f32, x: f32) -> f32 {
        sum + x
    }

    #[inline(always)]
    fn finish(&self, sum: f32) -> f32 {
        sum
    }
}

/// The sum of int8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntegerSum {
    /// The first sum.
    pub start: i32,
    /// Minus the inputs' zero point.
    pub input_offset: i32,
    /// Twice the inputs' scale over `2^20` of the output's: `shift ≤ 0`.
    pub output_scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl RunningSum for IntegerSum {
    type X = i8;
    type Value = i32;

    #[inline(always)]
    fn start(&self) -> i32 {
        self.start
    }

    #[inline(always)]
    fn next(&self, sum: i32, x: i8) -> i32 {
        sum.wrapping_add(i32::from(x).wrapping_add(self.input_offset) << 19)
    }

    #[inline(always)]
    fn finish(&self, sum: i32) -> i8 {
        self.output.clamp(self.output_scale.apply(sum))
    }
}

/// The axis along which sums run, and their direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Along {
    /// Turns of the loop around the axis.
    pub outer: usize,
    /// Length of the axis.
    pub len: usize,
    /// Elements from one entry of the axis to the next.
    pub inner: usize,
    /// Whether an element is part of its own sum.
    pub inclusive: bool,
    /// Whether sums begin with the last element.
    pub reverse: bool,
}

/// CUMSUM: `y[o][k][i]` is the sum of `x[o][0..=k][i]`.
#[inline(never)]
pub fn cumsum<S: RunningSum>(x: &[S::X], y: &mut [S::X], op: &S, along: &Along) {
    let mut start = 0_usize;
    for _ in 0..along.outer {
        for inner in 0..along.inner {
            let mut sum = op.start();
            for index in 0..along.len {
                let index = match along.reverse {
                    true => along.len.wrapping_sub(1).wrapping_sub(index),
                    false => index,
                };
                let at = start
                    .wrapping_add(inner)
                    .wrapping_add(index.wrapping_mul(along.inner));
                let (Some(&x), Some(y)) = (x.get(at), y.get_mut(at)) else {
                    return;
                };
                let next = op.next(sum, x);
                *y = op.finish(if along.inclusive { next } else { sum });
                sum = next;
            }
        }
        start = start.wrapping_add(along.len.wrapping_mul(along.inner));
    }
}

/// ADD_N: `y[i]` is the sum of all `x[…][i]`.
#[inline(never)]
pub fn add_n<S: RunningSum>(x: &[&[S::X]], y: &mut [S::X], op: &S) {
    for (i, y) in (0..y.len()).zip(y) {
        let mut sum = op.start();
        for x in x {
            if let Some(&x) = x.get(i) {
                sum = op.next(sum, x);
            }
        }
        *y = op.finish(sum);
    }
}

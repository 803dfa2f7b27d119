//! SVDF: filters over features, then over time. Of each batch and unit
//! `y = clamp(zp_y + scale · (bias + Σ_rank Σ_time (state − zp_s) · time))`, where the state of a filter has
//! moved on by one and its newest entry is `zp_s + clamp(feature_scale · Σ (x − zp_x) · features)`.
//!
//! Semantics: TFLM's `EvalIntegerSvdfReference`. It moves the whole state on by one element, across filters,
//! and then overwrites the newest of each: the same as moving each filter's on. Its sum of zero point and
//! clamped value wraps in the state's type. A fused activation is not applied.

mod float;

pub use float::{FloatSvdf, float_svdf};

use crate::bytes::Plain;
use crate::requantize::{Output, Scale};

/// An entry of the state: int8 or int16.
pub trait Entry: Plain + Copy + Into<i32> {
    /// The sum of a zero point and a value clamped to the type's range, wrapped to it.
    fn new(zero_point: i32, value: i32) -> Self;
}

impl Entry for i8 {
    #[inline(always)]
    fn new(zero_point: i32, value: i32) -> Self {
        let clamped = value.max(Self::MIN.into()).min(Self::MAX.into());
        zero_point.wrapping_add(clamped) as Self
    }
}

impl Entry for i16 {
    #[inline(always)]
    fn new(zero_point: i32, value: i32) -> Self {
        let clamped = value.max(Self::MIN.into()).min(Self::MAX.into());
        zero_point.wrapping_add(clamped) as Self
    }
}

/// Weights of one unit's `R` filters over `K` features and `M` entries of time.
#[derive(Debug, Clone, Copy)]
pub struct Unit<'a, T, const K: usize, const R: usize, const M: usize> {
    /// Over features.
    pub features: &'a [[i8; K]; R],
    /// `−zp_x · Σ features` of each filter.
    pub offsets: &'a [i32; R],
    /// Over time, the oldest first.
    pub time: &'a [[T; M]; R],
}

/// What SVDF needs besides its tensors.
#[derive(Debug, Clone, Copy)]
pub struct Svdf {
    /// Of the features' sums, to the state.
    pub feature_scale: Scale,
    /// Of the state.
    pub zero_point: i32,
    /// Of the sums over time, to the output.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

/// SVDF of `N` batches, `U` units of `R` filters, `K` features and `M` entries of time.
#[inline(never)]
#[expect(clippy::too_many_arguments, reason = "six tensors, and how")]
pub fn svdf<
    T: Entry,
    const N: usize,
    const U: usize,
    const R: usize,
    const K: usize,
    const M: usize,
>(
    x: &[[i8; K]; N],
    y: &mut [[i8; U]; N],
    state: &mut [[[[T; M]; R]; U]; N],
    features: &[[[i8; K]; R]; U],
    offsets: &[[i32; R]; U],
    time: &[[[T; M]; R]; U],
    bias: &[i32; U],
    svdf: &Svdf,
) {
    for ((x, y), state) in x.iter().zip(y).zip(state) {
        let weights = features.iter().zip(offsets).zip(time).zip(bias);
        for ((y, state), (((features, offsets), time), &bias)) in
            y.iter_mut().zip(state).zip(weights)
        {
            let unit = Unit {
                features,
                offsets,
                time,
            };
            let sum = bias.wrapping_add(sum(x, state, &unit, svdf));
            *y = svdf.output.clamp(svdf.scale.apply(sum));
        }
    }
}

/// The sum over a unit's filters, whose state moves on.
fn sum<T: Entry, const K: usize, const R: usize, const M: usize>(
    x: &[i8; K],
    state: &mut [[T; M]; R],
    unit: &Unit<'_, T, K, R, M>,
    svdf: &Svdf,
) -> i32 {
    let mut sum = 0i32;
    let weights = unit.features.iter().zip(unit.offsets).zip(unit.time);
    for (state, ((features, &offset), time)) in state.iter_mut().zip(weights) {
        let products = x
            .iter()
            .zip(features)
            .map(|(&x, &w)| i32::from(x) * i32::from(w));
        let feature = products.fold(offset, i32::wrapping_add);
        let mut newer = T::new(svdf.zero_point, svdf.feature_scale.apply(feature));
        for (entry, &weight) in state.iter_mut().zip(time).rev() {
            newer = core::mem::replace(entry, newer);
            let value: i32 = (*entry).into();
            let product = value
                .wrapping_sub(svdf.zero_point)
                .wrapping_mul(weight.into());
            sum = sum.wrapping_add(product);
        }
    }
    sum
}

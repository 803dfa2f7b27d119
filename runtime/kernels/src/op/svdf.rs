//! SVDF: filters over features, then over time. For each batch and unit
//! `y = clamp(zp_y + scale · (bias + Σ_rank Σ_time (state − zp_s) · time))`, where the state of a filter
//! has been shifted by one and its newest entry is
//! `zp_s + clamp(feature_scale · Σ (x − zp_x) · features)`.
//!
//! Semantics: TFLM's `EvalIntegerSvdfReference`. It shifts the whole state by one element, across filters,
//! and then overwrites the newest entry of each filter, which is equivalent to shifting each filter's state.
//! Its sum of zero point and clamped value wraps in the state's type. A fused activation is not applied.

mod float;

pub use float::{FloatSvdf, float_svdf};

use crate::arch;
use crate::bytes::Plain;
use crate::requantize::{Output, Scale};

/// Filters whose features are summed at once.
const FILTERS: usize = 4;

/// Entries of time up to which an unrolled loop is faster than a call.
const FEW: usize = 12;

/// An entry of the state: int8 or int16.
pub trait StateEntry: Plain + Copy + Into<i32> {
    /// Returns the sum of a zero point and a value clamped to the type's range, wrapped to the
    /// type.
    fn new(zero_point: i32, value: i32) -> Self;

    /// Shifts the state of a filter by one entry; returns `Σ state · time`, wrapping.
    fn move_on(state: &mut [Self], newer: Self, time: &[Self]) -> i32;
}

impl StateEntry for i8 {
    #[inline(always)]
    fn new(zero_point: i32, value: i32) -> Self {
        let clamped = value.max(Self::MIN.into()).min(Self::MAX.into());
        zero_point.wrapping_add(clamped) as Self
    }

    #[inline(always)]
    fn move_on(state: &mut [i8], newer: i8, time: &[i8]) -> i32 {
        arch::move_bytes_on(state, newer, time)
    }
}

impl StateEntry for i16 {
    #[inline(always)]
    fn new(zero_point: i32, value: i32) -> Self {
        let clamped = value.max(Self::MIN.into()).min(Self::MAX.into());
        zero_point.wrapping_add(clamped) as Self
    }

    #[inline(always)]
    fn move_on(state: &mut [i16], newer: i16, time: &[i16]) -> i32 {
        arch::move_on(state, newer, time)
    }
}

/// The parameters of an SVDF.
#[derive(Debug, Clone, Copy)]
pub struct Svdf {
    /// The scale from the features' sums to the state.
    pub feature_scale: Scale,
    /// The zero point of the state.
    pub zero_point: i32,
    /// The scale from the sums over time to the output.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

/// SVDF of `N` batches, `U` units of `R` filters, `K` features and `M` entries of time. `offsets` are
/// `−zp_x · Σ features` of each filter, and `bias` includes `−zp_s · Σ time` of each unit.
#[inline(never)]
#[expect(clippy::too_many_arguments, reason = "six tensors, and how")]
pub fn svdf<
    T: StateEntry,
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
    let (features, offsets) = (features.as_flattened(), offsets.as_flattened());
    for ((x, y), state) in x.iter().zip(y).zip(state) {
        let mut sums = [0; FILTERS];
        let mut filters = (0..offsets.len()).zip(offsets);
        for (((y, state), time), &bias) in y.iter_mut().zip(state).zip(time).zip(bias) {
            let mut sum = bias;
            for ((state, time), (filter, &offset)) in state.iter_mut().zip(time).zip(&mut filters) {
                if filter.is_multiple_of(FILTERS) {
                    let features = features.get(filter..).unwrap_or_default();
                    sums = [0; FILTERS];
                    let sums = sums.get_mut(..features.len().min(FILTERS));
                    let features = features.as_flattened();
                    arch::dots_of_bytes(sums.unwrap_or_default(), x, features, K);
                }
                let feature = sums.get(filter % FILTERS).copied().unwrap_or_default();
                let feature = svdf.feature_scale.apply(offset.wrapping_add(feature));
                let newer = T::new(svdf.zero_point, feature);
                let products = match const { M > FEW } {
                    true => T::move_on(state, newer, time),
                    false => arch::move_each_on(state, newer, time),
                };
                sum = sum.wrapping_add(products);
            }
            *y = svdf.output.clamp(svdf.scale.apply(sum));
        }
    }
}

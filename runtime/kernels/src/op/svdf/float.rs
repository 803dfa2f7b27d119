//! SVDF of float32.
//!
//! Semantics: TFLM's `EvalFloatSvdfReference`: products are summed in their order, and filters are added
//! to the bias one after another.

use crate::op::float::Range;

/// The parameters of an SVDF on floats.
#[derive(Debug, Clone, Copy)]
pub struct FloatSvdf<'a> {
    /// Weights over features: `[filters][features]`.
    pub features: &'a [f32],
    /// Weights over time, the oldest first: `[filters][time]`.
    pub time: &'a [f32],
    /// The bias of each unit.
    pub bias: &'a [f32],
    /// Filters of each unit.
    pub rank: usize,
    /// Smallest and largest output.
    pub output: Range,
}

/// SVDF of batches of `x`, with a `state` of `[batches][filters][time]`.
#[inline(never)]
pub fn float_svdf(x: &[f32], y: &mut [f32], state: &mut [f32], svdf: &FloatSvdf<'_>) {
    let &FloatSvdf {
        features,
        time,
        bias,
        rank,
        output,
    } = svdf;
    let filters = bias.len().wrapping_mul(rank).max(1);
    let inputs = features.len().checked_div(filters).unwrap_or(0).max(1);
    let memory = time.len().checked_div(filters).unwrap_or(0).max(1);
    let batches = x
        .chunks_exact(inputs)
        .zip(y.chunks_exact_mut(bias.len().max(1)));
    for ((x, y), state) in batches.zip(state.chunks_exact_mut(time.len().max(1))) {
        let weights = features.chunks_exact(inputs).zip(time.chunks_exact(memory));
        let mut filters = state.chunks_exact_mut(memory).zip(weights);
        for (y, &bias) in y.iter_mut().zip(bias) {
            let mut sum = bias;
            for (state, (features, time)) in filters.by_ref().take(rank) {
                sum += filter(x, state, features, time);
            }
            *y = output.clamp(sum);
        }
    }
}

/// Shifts the state of one filter, and returns its sum over time.
fn filter(x: &[f32], state: &mut [f32], features: &[f32], time: &[f32]) -> f32 {
    let mut newest = dot(x, features);
    for entry in state.iter_mut().rev() {
        newest = core::mem::replace(entry, newest);
    }
    dot(state, time)
}

fn dot(x: &[f32], weights: &[f32]) -> f32 {
    let products = x.iter().zip(weights).map(|(x, w)| x * w);
    products.fold(0.0, |sum, product| sum + product)
}

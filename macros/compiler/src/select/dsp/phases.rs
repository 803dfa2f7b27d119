//! TRANSPOSE_CONV of int8 as a convolution for each phase of its outputs.

use tiny_model_kernels::layout::Phase;

use super::Dual;
use crate::choices::Optimize;
use crate::graph::{Affine, Arithmetic, Layer};

/// Most phases: each is code and parameters of its own. Networks have strides of up to 4.
const MOST: usize = 64;

/// All phases with their weights.
#[derive(Debug, Clone)]
pub struct Phases(pub Vec<(Phase, Dual)>);

impl Phases {
    pub(super) fn new(layer: &Layer, optimize: Optimize) -> Option<Self> {
        let Arithmetic::Int8 {
            zero_points: [zero_point, 0],
            bias,
            scales,
            output,
        } = &layer.arithmetic
        else {
            return None;
        };
        let [_, height, width, _] = layer.sizes.output;
        let window = layer.sizes.window;
        if window.stride_h.min(height) * window.stride_w.min(width) > MOST {
            return None;
        }
        let weights: Vec<i8> = layer.weights.iter().map(|w| w.cast_signed()).collect();
        let dual = |phase: Phase| {
            let weights = phase.weights(&layer.sizes, &weights);
            // Padding has the zero point's value, so that all windows are whole.
            let fold = |(at, filter): (usize, &[i8])| {
                let sum = filter.iter().map(|&w| i32::from(w)).sum::<i32>();
                let bias = bias.get(at).copied().unwrap_or_default();
                bias.wrapping_sub(zero_point.wrapping_mul(sum))
            };
            let filters = weights.chunks_exact(weights.len() / layer.sizes.output[3]);
            let affine = Affine {
                bias: filters.enumerate().map(fold).collect(),
                scales: scales.clone(),
                output: *output,
            };
            let dual = Dual::of_values(phase.shape, &weights, &affine, optimize)?;
            Some((phase, dual))
        };
        let phases = Phase::all(&layer.sizes)?.into_iter().map(dual);
        phases.collect::<Option<_>>().map(Self)
    }

    /// Words of scratch.
    pub fn scratch(&self) -> usize {
        let words = self.0.iter().map(|(_, dual)| dual.scratch());
        words.max().unwrap_or(0)
    }
}

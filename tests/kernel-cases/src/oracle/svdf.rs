//! SVDF.

use alloc::vec::Vec;

use tiny_model_kernels::op::Svdf;

use super::gemmlowp::multiply_by_quantized_multiplier;
use super::requantize;

/// A layer of flat tensors: `x[n][k]`, `features[u][r][k]`, `time[u][r][m]`, `state[n][u][r][m]`.
#[derive(Debug)]
pub struct Layer {
    /// Units, filters per unit, features and entries of time.
    pub sizes: [usize; 4],
    /// Weights over features.
    pub features: Vec<i32>,
    /// Weights over time.
    pub time: Vec<i32>,
    /// The bias of each unit.
    pub bias: Vec<i32>,
    /// The input's zero point.
    pub zero_point: i32,
    /// The range of the state's type.
    pub range: (i32, i32),
    /// The parameters of the operator.
    pub arithmetic: Svdf,
}

/// Returns the outputs; the state becomes that of the next run.
pub fn svdf(layer: &Layer, x: &[i32], state: &mut [i32]) -> Vec<i8> {
    let [units, rank, features, memory] = layer.sizes;
    let p = &layer.arithmetic;
    let mut outputs = Vec::new();
    for (x, state) in x
        .chunks(features)
        .zip(state.chunks_mut(units * rank * memory))
    {
        for unit in 0..units {
            let mut sum = i64::from(layer.bias[unit]);
            for filter in unit * rank..(unit + 1) * rank {
                let weights = &layer.features[filter * features..][..features];
                let products = x
                    .iter()
                    .zip(weights)
                    .map(|(x, w)| (x - layer.zero_point) * w);
                let Svdf {
                    feature_scale: scale,
                    ..
                } = p;
                let value =
                    multiply_by_quantized_multiplier(products.sum(), scale.multiplier, scale.shift);
                let state = &mut state[filter * memory..][..memory];
                state.rotate_left(1);
                state[memory - 1] = layer.wrapped(p.zero_point + layer.clamped(value));
                let time = &layer.time[filter * memory..][..memory];
                let terms = state.iter().zip(time);
                sum += terms
                    .map(|(s, t)| i64::from((s - p.zero_point) * t))
                    .sum::<i64>();
            }
            outputs.push(requantize(sum, p.scale, p.output));
        }
    }
    outputs
}

impl Layer {
    fn clamped(&self, value: i32) -> i32 {
        value.clamp(self.range.0, self.range.1)
    }

    fn wrapped(&self, value: i32) -> i32 {
        let (least, most) = self.range;
        (value - least).rem_euclid(most - least + 1) + least
    }
}

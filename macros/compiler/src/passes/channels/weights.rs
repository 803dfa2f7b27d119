//! Weights, biases and scales without the channels that go.

use super::needs::folds;
use super::range::{Range, SumRange};
use super::ranges::Ranges;
use super::rewrite::{Fate, only};
use crate::graph::{Bias, Form, Layer, Numbers, Operator, Scales};

/// A weighted operator, and what is known of its channels.
pub(super) struct Weighted<'a> {
    /// The values of each input channel, and whether it stays.
    x: (&'a [Range], &'a [bool]),
    /// The values of each output channel, whether they are needed, and whether it stays.
    y: (&'a [Range], &'a [bool], &'a [bool]),
    /// The sums of each output channel.
    sums: Vec<SumRange>,
}

impl<'a> Weighted<'a> {
    pub(super) fn new(operator: &'a Operator, ranges: &'a Ranges, fate: &'a Fate) -> Self {
        let (x, y) = (operator.inputs[0], operator.output);
        Self {
            x: (ranges.tensor(x), &fate.kept[x.0]),
            y: (ranges.tensor(y), &fate.needed[y.0], &fate.kept[y.0]),
            sums: ranges.sums(operator),
        }
    }

    /// The layer's numbers without the channels that go.
    pub(super) fn rewrite(&self, layer: &mut Layer) {
        let constants = self.constants(layer);
        let Numbers::Integers(integers) = &mut layer.numbers else {
            return;
        };
        let Bias::I32(bias) = &mut integers.bias else {
            return;
        };
        let weights = &mut integers.weights.values;
        match layer.form {
            Form::DepthwiseConv2d => self.apart(weights, bias),
            _ => self.dense(&constants, weights, bias),
        }
        let kept = self.y.2;
        *bias = only(bias, kept);
        if let Scales::PerChannel(scales) = &mut integers.scales {
            *scales = only(scales, kept);
        }
    }

    /// The constants of input channels that biases take over, as distances from the zero point.
    fn constants(&self, layer: &Layer) -> Vec<Option<i32>> {
        let Some(integers) = layer.as_int8() else {
            return Vec::new();
        };
        let constant = |x: &Range| {
            let constant = x
                .constant()
                .filter(|_| folds(layer, integers, x.constant()))?;
            Some(i32::from(constant) - integers.zero_points[0])
        };
        self.x.0.iter().map(constant).collect()
    }

    /// Rewrites output channels that see all input channels: `[outputs][…][inputs]`.
    fn dense(&self, constants: &[Option<i32>], weights: &mut Vec<i8>, bias: &mut [i32]) {
        let row = weights.len() / bias.len();
        for (channel, row) in weights.chunks_exact_mut(row).enumerate() {
            if let Some(alone) = self.alone(channel) {
                bias[channel] = alone;
                row.fill(0);
            }
            for (weight, constant) in row.iter_mut().zip(constants.iter().cycle()) {
                if let Some(constant) = *constant {
                    let product = constant * i32::from(*weight);
                    bias[channel] = bias[channel].wrapping_add(product);
                    *weight = 0;
                }
            }
        }
        let rows = weights
            .chunks_exact(row)
            .zip(self.y.2)
            .filter(|(_, kept)| **kept);
        *weights = rows.flat_map(|(row, _)| only(row, self.x.1)).collect();
    }

    /// Rewrites output channels that see one input channel each: `[…][outputs]`.
    fn apart(&self, weights: &mut Vec<i8>, bias: &mut [i32]) {
        let channels = bias.len();
        for (channel, bias) in bias.iter_mut().enumerate() {
            if let Some(alone) = self.alone(channel) {
                *bias = alone;
                let column = weights.iter_mut().skip(channel).step_by(channels);
                column.for_each(|weight| *weight = 0);
            }
        }
        *weights = only(weights, self.y.2);
    }

    /// The bias that does without any weight, for an output that is constant or of no matter.
    ///
    /// All sums of a constant give it, the smallest too. Only where the clamp alone makes it constant
    /// may that be no i32, and then any will do.
    fn alone(&self, channel: usize) -> Option<i32> {
        let (values, needed, _) = self.y;
        let is_constant = values[channel].constant().is_some();
        let least = i32::try_from(self.sums[channel].low).unwrap_or_default();
        (is_constant || !needed[channel]).then_some(least)
    }
}

//! Weights, biases and scales without the channels that go.

use super::needs::folds;
use super::range::{Range, Sums};
use super::ranges::Ranges;
use super::rewrite::{Fate, only};
use crate::graph::{Affine, Operator, Scales};

/// A weighted operator, and what is known of its channels.
pub(super) struct Weighted<'a> {
    operator: &'a Operator,
    /// By input channel: its values, and whether it stays.
    x: (&'a [Range], &'a [bool]),
    /// By output channel: its values, whether they are needed, and whether it stays.
    y: (&'a [Range], &'a [bool], &'a [bool]),
    /// By output channel: its sums.
    sums: Vec<Sums>,
}

impl<'a> Weighted<'a> {
    pub(super) fn new(operator: &'a Operator, ranges: &'a Ranges, fate: &'a Fate) -> Self {
        let (x, y) = (operator.inputs[0], operator.output);
        Self {
            operator,
            x: (ranges.tensor(x), &fate.kept[x.0]),
            y: (ranges.tensor(y), &fate.needed[y.0], &fate.kept[y.0]),
            sums: ranges.sums(operator),
        }
    }

    /// Of output channels that see all input channels: `[outputs][…][inputs]`.
    pub(super) fn dense(&self, weights: &mut Vec<i8>, affine: &mut Affine) {
        let (values, kept) = self.x;
        let constants: Vec<Option<i8>> = (values.iter())
            .map(|x| x.constant().filter(|_| folds(self.operator, x.constant())))
            .collect();
        let row = weights.len() / affine.bias.len();
        for (channel, row) in weights.chunks_exact_mut(row).enumerate() {
            if let Some(bias) = self.alone(channel) {
                affine.bias[channel] = bias;
                row.fill(0);
            }
            for (weight, constant) in row.iter_mut().zip(constants.iter().cycle()) {
                if let Some(constant) = *constant {
                    let product = i32::from(constant) * i32::from(*weight);
                    affine.bias[channel] = affine.bias[channel].wrapping_add(product);
                    *weight = 0;
                }
            }
        }
        let rows = weights
            .chunks_exact(row)
            .zip(self.y.2)
            .filter(|(_, kept)| **kept);
        *weights = rows.flat_map(|(row, _)| only(row, kept)).collect();
        self.outputs(affine);
    }

    /// Of output channels that see one input channel each: `[…][outputs]`.
    pub(super) fn apart(&self, weights: &mut Vec<i8>, affine: &mut Affine) {
        let channels = affine.bias.len();
        for (channel, bias) in affine.bias.iter_mut().enumerate() {
            if let Some(alone) = self.alone(channel) {
                *bias = alone;
                let column = weights.iter_mut().skip(channel).step_by(channels);
                column.for_each(|weight| *weight = 0);
            }
        }
        *weights = only(weights, self.y.2);
        self.outputs(affine);
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

    fn outputs(&self, affine: &mut Affine) {
        let kept = self.y.2;
        affine.bias = only(&affine.bias, kept);
        if let Scales::PerChannel(scales) = &mut affine.scales {
            *scales = only(scales, kept);
        }
    }
}

//! A depthwise convolution of one channel becomes a convolution.

use crate::graph::{FloatWeights, Form, Graph, Kind, Numbers};

/// Turns every DEPTHWISE_CONV_2D of one input channel into a CONV_2D.
///
/// Exact: with one input channel both sum the same products, `x · w[co]` over the window, and treat
/// the sums alike; only the order in which the weights are stored differs.
pub(super) fn widen(graph: &mut Graph) {
    for operator in &mut graph.operators {
        let Kind::Layer(layer) = &mut operator.kind else {
            continue;
        };
        if layer.form != Form::DepthwiseConv2d || layer.shape.input[3] != 1 {
            continue;
        }
        let channels = layer.shape.output[3];
        match &mut layer.numbers {
            Numbers::Integers(integers) => by_channel(&mut integers.weights.values, channels),
            Numbers::Hybrid(hybrid) => by_channel(&mut hybrid.weights.values, channels),
            Numbers::Float(float) => match &mut float.weights {
                FloatWeights::Float(weights) => by_channel(weights, channels),
                FloatWeights::Half(weights) => by_channel(weights, channels),
            },
        }
        layer.form = Form::Conv2d;
    }
}

/// Brings weights from `[taps][channels]` into the order `[channels][taps]`.
fn by_channel<T: Copy>(weights: &mut Vec<T>, channels: usize) {
    let filter = |channel| weights.iter().skip(channel).step_by(channels).copied();
    *weights = (0..channels).flat_map(filter).collect();
}

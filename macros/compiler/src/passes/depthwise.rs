//! A depthwise convolution of one channel becomes a convolution.

use std::mem::take;

use crate::graph::{Graph, Kind};

/// Turns every DEPTHWISE_CONV_2D of one input channel into a CONV_2D.
///
/// Exact: with one input channel both sum the same products, `x · w[co]` over the window, and treat
/// the sums alike; only the order in which the weights are stored differs.
pub(super) fn widen(graph: &mut Graph) {
    for operator in &mut graph.operators {
        let Kind::DepthwiseConv2d(conv) = &operator.kind else {
            continue;
        };
        if conv.input[3] != 1 {
            continue;
        }
        let mut conv = conv.clone();
        let by_tap = take(&mut conv.weights.values);
        let channels = conv.output[3];
        conv.weights.values = (0..channels)
            .flat_map(|channel| by_tap.iter().skip(channel).step_by(channels))
            .copied()
            .collect();
        operator.kind = Kind::Conv2d(conv);
    }
}

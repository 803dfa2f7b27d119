//! Weights that the model has as float16 are widened, unless they are to be kept at half the flash.

use crate::graph::{Control, Float, FloatWeights, Graph, Kind};

/// Widens those of layers on f32.
pub fn widen(graph: &mut Graph) {
    for operator in &mut graph.operators {
        let subgraphs = operator.control_mut().into_iter();
        for inner in subgraphs.flat_map(Control::subgraphs_mut) {
            widen(&mut inner.graph);
        }
        let Kind::Float(float) = &mut operator.kind else {
            continue;
        };
        let dense = match float {
            Float::Conv2d(conv) | Float::DepthwiseConv2d(conv) => &mut conv.dense,
            Float::FullyConnected(_, dense) => dense,
            _ => continue,
        };
        if let FloatWeights::Half(halves) = &dense.weights {
            dense.weights = FloatWeights::Float(halves.iter().map(|half| half.to_f32()).collect());
        }
    }
}

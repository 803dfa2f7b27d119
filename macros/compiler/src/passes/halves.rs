//! Weights that the model has as float16 are widened, unless they are to be kept at half the flash.

use crate::graph::{Control, FloatWeights, Graph, Kind, Numbers};

/// Widens those of layers on f32.
pub fn widen(graph: &mut Graph) {
    for operator in &mut graph.operators {
        let subgraphs = operator.control_mut().into_iter();
        for inner in subgraphs.flat_map(Control::subgraphs_mut) {
            widen(&mut inner.graph);
        }
        let Kind::Layer(layer) = &mut operator.kind else {
            continue;
        };
        if let Numbers::Float(float) = &mut layer.numbers {
            float.weights = FloatWeights::Float(float.weights.widened().into_owned());
        }
    }
}

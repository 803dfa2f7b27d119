//! Backwards: which channels an output depends on, and which stay anyway.

use super::classes::{Classes, Set};
use super::links::{Links, channels};
use super::ranges::Ranges;
use crate::graph::{Graph, Integers, Layer, Operator, TensorId};

/// Channels that every tensor keeps, if it has so many: kernels compute them at once, and some take
/// no fewer. Any other number is as good as a multiple of it.
const FEWEST: usize = 4;

/// The channels that must have their values.
///
/// Those of the model's inputs and outputs and of tensors that stay whole; and for each of them that
/// is a sum over all channels and no constant, the channels that are in it, with a weight that is
/// not zero and a value that the bias cannot take over.
pub(super) fn needed(graph: &Graph, links: &[Links], ranges: &Ranges, classes: &Classes) -> Set {
    let mut needed = classes.none();
    let ports = graph.inputs.iter().chain(&graph.outputs);
    let ports = ports.map(|port| port.tensor);
    let whole = links.iter().flat_map(|links| &links.whole).copied();
    for tensor in ports.chain(whole).chain(unused(graph)) {
        for channel in 0..channels(graph, tensor) {
            classes.insert(&mut needed, tensor, channel);
        }
    }
    // A class may have channels of tensors that are far apart, so one way back is not enough. Each time
    // only the sums that are new are looked at.
    let mut seen: Vec<Vec<bool>> = vec![Vec::new(); graph.operators.len()];
    let mut grows = true;
    while grows {
        grows = false;
        let operators = graph.operators.iter().zip(links).zip(&mut seen).rev();
        for ((operator, _), seen) in operators.filter(|((_, links), _)| links.sums) {
            let outputs = classes.mask(&needed, operator.output);
            if *seen == outputs {
                continue;
            }
            seen.resize(outputs.len(), false);
            let is_new = outputs.iter().zip(&*seen).map(|(now, seen)| *now && !seen);
            let new: Vec<bool> = is_new.collect();
            *seen = outputs;
            let input = operator.inputs[0];
            for channel in summed(operator, &new, ranges) {
                grows |= classes.insert(&mut needed, input, channel);
            }
        }
    }
    needed
}

/// Tensors that operators neither read nor write: what is left of others.
fn unused(graph: &Graph) -> Vec<TensorId> {
    let mut used = vec![false; graph.tensors.len()];
    for operator in &graph.operators {
        operator.touched().for_each(|tensor| used[tensor.0] = true);
    }
    (0..used.len())
        .filter(|&id| !used[id])
        .map(TensorId)
        .collect()
}

/// The channels that sums of needed outputs have in them.
fn summed(operator: &Operator, needed: &[bool], ranges: &Ranges) -> Vec<usize> {
    let x = ranges.tensor(operator.inputs[0]);
    let y = ranges.tensor(operator.output);
    let Some((layer, integers)) = operator.kind.int8() else {
        return Vec::new();
    };
    let weights = &integers.weights.values;
    let mut is_summed = vec![false; x.len()];
    let rows = weights.chunks_exact(weights.len() / y.len());
    for ((row, y), _) in rows.zip(y).zip(needed).filter(|(_, needed)| **needed) {
        if y.constant().is_none() {
            for taps in row.chunks_exact(x.len()) {
                let terms = is_summed.iter_mut().zip(taps);
                terms.for_each(|(is_summed, &weight)| *is_summed |= weight != 0);
            }
        }
    }
    let folds = |channel: usize| folds(layer, integers, x[channel].constant());
    (0..x.len())
        .filter(|&channel| is_summed[channel] && !folds(channel))
        .collect()
}

/// Returns whether a layer's bias can take over what it reads from a constant channel.
///
/// Outside of the input a window reads the zero point, so that only a channel of that value is the
/// same everywhere.
pub(super) fn folds(layer: &Layer, integers: &Integers, constant: Option<i8>) -> bool {
    let is_padded = layer.shape.is_padded();
    constant.is_some_and(|value| !is_padded || i32::from(value) == integers.zero_points[0])
}

/// The channels that stay: those needed, and others where those are too few.
///
/// The first ones stay where all go: there is no tensor without channels.
pub(super) fn kept(graph: &Graph, classes: &Classes, needed: &Set) -> Set {
    let mut kept = needed.clone();
    for tensor in (0..graph.tensors.len()).map(TensorId) {
        let mask = classes.mask(&kept, tensor);
        let stays = mask.iter().filter(|stays| **stays).count();
        let missing = FEWEST.saturating_sub(stays);
        let others = (0..mask.len()).filter(|&channel| !mask[channel]);
        for channel in others.take(missing) {
            classes.insert(&mut kept, tensor, channel);
        }
    }
    kept
}

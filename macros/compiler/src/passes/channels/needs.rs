//! Backwards: which channels an output depends on, and which are computed anyway.

use super::classes::{Classes, Set};
use super::links::{Links, channels};
use super::ranges::Ranges;
use crate::graph::{Graph, Kind, Operator, TensorId};

/// Channels come in blocks of as many: kernels compute and read so many at once.
const BLOCK: usize = 4;

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
    // A class may have channels of tensors that are far apart, so one way back is not enough.
    let mut grows = true;
    while grows {
        grows = false;
        let operators = graph.operators.iter().zip(links).rev();
        for (operator, _) in operators.filter(|(_, links)| links.sums) {
            let outputs = classes.mask(&needed, operator.output);
            let input = operator.inputs[0];
            for channel in summed(operator, &outputs, ranges) {
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
        let tensors = operator.inputs.iter().chain([&operator.output]);
        tensors.for_each(|tensor| used[tensor.0] = true);
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
    let weights = match &operator.kind {
        Kind::Conv2d(conv) => &conv.weights.values,
        Kind::FullyConnected(layer) => &layer.weights.values,
        _ => return Vec::new(),
    };
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
    let folds = |channel: usize| folds(operator, x[channel].constant());
    (0..x.len())
        .filter(|&channel| is_summed[channel] && !folds(channel))
        .collect()
}

/// Whether a weighted operator's bias can take over what it reads from a constant channel.
///
/// Outside of the input a window reads the zero point, so that only a channel of that value is the
/// same everywhere.
pub(super) fn folds(operator: &Operator, constant: Option<i8>) -> bool {
    match (&operator.kind, constant) {
        (_, None) => false,
        (Kind::Conv2d(conv) | Kind::DepthwiseConv2d(conv), Some(value)) => {
            value == conv.input_zero_point || !conv.is_padded()
        }
        (kind, Some(_)) => matches!(kind, Kind::FullyConnected(_)),
    }
}

/// The channels that stay: those needed, and of each tensor as many others as fill a block.
///
/// The first one stays where all others go: there is no tensor without channels. A tensor of less
/// than a block, or whose last block would not be full, is as small as it can be.
pub(super) fn kept(graph: &Graph, classes: &Classes, needed: &Set) -> Set {
    let mut kept = needed.clone();
    let mut grows = true;
    while grows {
        grows = false;
        for tensor in (0..graph.tensors.len()).map(TensorId) {
            let mask = classes.mask(&kept, tensor);
            let count = mask.iter().filter(|kept| **kept).count().max(1);
            let full = count.next_multiple_of(BLOCK);
            let wanted = if full > mask.len() { count } else { full };
            let mut missing = wanted.saturating_sub(mask.iter().filter(|kept| **kept).count());
            for channel in (0..mask.len()).filter(|&channel| !mask[channel]) {
                // Others of the same tensor may come with it.
                if missing > 0 && classes.insert(&mut kept, tensor, channel) {
                    missing -= 1;
                    grows = true;
                }
            }
        }
    }
    kept
}

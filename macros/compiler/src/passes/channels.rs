//! Channels that are constant or that nobody reads are not computed.
//!
//! A tensor's channels are its last dimension. Three steps, and no need for a second round:
//!
//! 1. *Forwards* ([`ranges`]): which values each channel can have, for any input of the model. A
//!    channel of one value is constant: a filter without weights, one whose clamp leaves a single
//!    value, or whose sums all round to one.
//! 2. *Backwards* ([`needs`]): which channels must have their values. Not needed are those that no
//!    needed sum has in it: their weights are zero in each that is needed, or they are constant, and
//!    biases take them over.
//! 3. *[`rewrite`]*: what is not needed goes, out of weights, biases, scales, and all operators in
//!    between. Tensors with too few channels for kernels keep some of it.
//!
//! # Why it is exact
//! Let the *needed* channels have their values; then the model's outputs do, all of whose channels are
//! needed. They have them, by induction over the operators:
//!
//! - A needed output channel of CONV_2D or FULLY_CONNECTED that is constant is computed from a bias
//!   of its sums' range, which gives that constant. Any other is
//!   `bias + Σ w·x`. Terms with `w = 0` are 0. A constant `x = v` of all pixels adds `v·Σw`, which is
//!   added to the bias instead; sums wrap in i32, where this is the same. Padding reads the zero
//!   point, so with padding only `v` equal to it is taken over. All other `x` are needed: they have
//!   their values by induction, and are in the same order of channels as their weights.
//! - Each output channel of the other operators is computed from channels of their inputs that go and
//!   stay together with it ([`classes`]). If one is needed, all are.
//! - An operator that sees its tensors in another shape, or for which this is not defined, needs
//!   its tensors whole, and stays as it is.
//!
//! A channel that stays and is not needed may have any value. Every sum that is needed has a weight of
//! 0 for it, and other operators only carry it to channels that are not needed.

mod classes;
mod links;
mod moved;
mod needs;
mod range;
mod ranges;
mod rewrite;
mod weights;

use classes::Classes;
use links::Links;
use ranges::Ranges;
use rewrite::Fate;

use crate::graph::{Graph, TensorId};

/// Removes channels that no output depends on, except the first few of a tensor.
pub(super) fn eliminate(graph: &mut Graph) {
    let links: Vec<Links> = (graph.operators.iter())
        .map(|operator| Links::of(graph, operator))
        .collect();
    let ranges = Ranges::of(graph, &links);
    let classes = Classes::of(graph, &links);
    let needed = needs::needed(graph, &links, &ranges, &classes);
    let kept = needs::kept(graph, &classes, &needed);
    let [needed, kept] = [needed, kept].map(|set| {
        let tensors = (0..graph.tensors.len()).map(TensorId);
        tensors.map(|tensor| classes.mask(&set, tensor)).collect()
    });
    let fate = Fate { needed, kept };
    if fate.kept.iter().flatten().any(|kept| !kept) {
        rewrite::rewrite(graph, &links, &ranges, &fate);
    }
}

//! The graph without the channels that go.

use super::links::Links;
use super::moved::Moved;
use super::ranges::Ranges;
use super::weights::Weighted;
use crate::graph::{Graph, Kind, Operator};

/// What becomes of each tensor's channels.
#[derive(Debug)]
pub(super) struct Fate {
    /// Whether each channel of each tensor must have its value.
    pub(super) needed: Vec<Vec<bool>>,
    /// Whether each channel of each tensor stays.
    pub(super) kept: Vec<Vec<bool>>,
}

/// Takes the channels that go out of all tensors and operators.
pub(super) fn rewrite(graph: &mut Graph, links: &[Links], ranges: &Ranges, fate: &Fate) {
    let counts: Vec<usize> = fate.kept.iter().map(Vec::len).collect();
    let mut links = links.iter();
    graph.operators.retain_mut(|operator| {
        let is_whole = |links: &Links| links.whole.contains(&operator.output);
        if links.next().is_none_or(is_whole) {
            return true;
        }
        let kind = kind(operator, &counts, ranges, fate);
        kind.map(|kind| operator.kind = kind).is_some()
    });
    for (tensor, kept) in graph.tensors.iter_mut().zip(&fate.kept) {
        if count(kept) == kept.len() {
            continue;
        }
        if let Some(constant) = &mut tensor.constant {
            *constant = only(constant, kept);
        }
        if let Some(last) = tensor.shape.last_mut() {
            *last = count(kept);
        }
    }
}

/// The operator on the channels that stay; `None` if it has nothing left to write.
fn kind(operator: &Operator, counts: &[usize], ranges: &Ranges, fate: &Fate) -> Option<Kind> {
    let x = operator
        .inputs
        .first()
        .map_or([].as_slice(), |x| &fate.kept[x.0]);
    let y = fate.kept[operator.output.0].as_slice();
    let scaled = |stride: usize| stride / y.len() * count(y);
    let mut kind = operator.kind.clone();
    match &mut kind {
        Kind::Layer(layer) => {
            Weighted::new(operator, ranges, fate).rewrite(layer);
            let shape = &mut layer.shape;
            shape.input[3] = shape.input[3] / x.len() * count(x);
            shape.output[3] = count(y);
        }
        Kind::Pool(pool) => (pool.shape.input[3], pool.shape.output[3]) = (count(x), count(y)),
        Kind::Mean(mean) => {
            // Steps from channel to channel stay 1; the innermost loop is one of those.
            if let Some(((run, _), outer)) = mean.kept.split_last_mut() {
                *run = scaled(*run);
                let loops = outer.iter_mut().chain(&mut mean.reduced);
                loops.for_each(|(_, stride)| *stride = scaled(*stride));
            }
        }
        Kind::Zip(zip) => {
            if let Some(run) = zip.dims.last_mut() {
                *run = scaled(*run);
            }
            // An input with one value for all channels stays whole, and so do its steps.
            let by_channel = |strides: &&mut Vec<usize>| strides.last() == Some(&1);
            for strides in zip.strides.iter_mut().filter(by_channel) {
                if let Some((_, outer)) = strides.split_last_mut() {
                    outer
                        .iter_mut()
                        .for_each(|stride| *stride = scaled(*stride));
                }
            }
        }
        Kind::Copy(copy) => {
            let sides = [operator.inputs[0], operator.output].map(|id| counts[id.0]);
            *copy = Moved::new(copy, sides)?.kept(x, y)?;
        }
        _ => {}
    }
    Some(kind)
}

/// Those elements of rows of `kept.len()` that stay.
pub(super) fn only<T: Copy>(values: &[T], kept: &[bool]) -> Vec<T> {
    let values = values.iter().zip(kept.iter().cycle());
    values
        .filter(|(_, kept)| **kept)
        .map(|(&value, _)| value)
        .collect()
}

/// How many stay.
pub(super) fn count(kept: &[bool]) -> usize {
    kept.iter().filter(|kept| **kept).count()
}

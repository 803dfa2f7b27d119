//! From lifetimes to places.

use super::place::{self, Item, ItemId, Overlap, Placement, Use};
use super::sharing::Words;
use super::{ALIGNMENT, Lifetime, Over, Placed, Plan, Sharing, Stream, lifetime, size};
use crate::graph::{Graph, TensorId};
use crate::select::Kernel;

/// Places all tensors and scratch of a graph whose first operators may stream.
pub fn plan(graph: &Graph, kernels: &[Kernel], stream: Option<Stream>) -> Plan {
    planned(graph, kernels, stream, place::place)
}

/// The same in a fraction of the time, well enough to compare with others.
pub(super) fn draft(graph: &Graph, kernels: &[Kernel], stream: Option<Stream>) -> Plan {
    planned(graph, kernels, stream, place::draft)
}

fn planned(
    graph: &Graph,
    kernels: &[Kernel],
    stream: Option<Stream>,
    place: fn(&[Item], &[Overlap]) -> Placement,
) -> Plan {
    let lifetimes = lifetimes(graph, stream.as_ref());
    let mut items = Vec::new();
    let mut add = |item| {
        items.push(item);
        ItemId(items.len() - 1)
    };
    let tensors: Vec<Option<ItemId>> = (0..graph.tensors.len())
        .map(|id| {
            let item = tensor(graph, TensorId(id), lifetimes[id]?, stream.as_ref());
            Some(add(item))
        })
        .collect();
    let scratch = graph.operators.iter().zip(kernels).enumerate();
    let scratch: Vec<ItemId> = scratch
        .map(|(step, (operator, kernel))| {
            let bytes = kernel.scratch(operator).next_multiple_of(ALIGNMENT);
            add(Item::whole(bytes, Lifetime::of_step(step)))
        })
        .collect();
    let sums = stream.as_ref().and_then(|stream| {
        let bytes = sums(graph, stream)?;
        Some(add(Item::whole(bytes, stream.lifetime())))
    });
    let mut overlaps = overlaps(graph, kernels, &tensors, &scratch, stream.as_ref());
    let placement = loop {
        let rules: Vec<Overlap> = overlaps.iter().map(|overlap| overlap.rule).collect();
        let placement = place(&items, &rules);
        let share = |a: ItemId, b: ItemId| {
            let [at, other] = [a, b].map(|item| placement.offsets[item.0]);
            at < other + items[b.0].size() && other < at + items[a.0].size()
        };
        let is_right = |overlap: &Candidate| {
            let Overlap { upper, lower, .. } = overlap.rule;
            !share(upper, lower) || !overlap.others.iter().any(|&other| share(other, lower))
        };
        match overlaps.iter().position(|overlap| !is_right(overlap)) {
            None => break placement,
            Some(wrong) => drop(overlaps.remove(wrong)),
        }
    };
    let placed = |item: ItemId| Placed {
        uses: items[item.0].uses.clone(),
        offset: placement.offsets[item.0],
    };
    Plan {
        tensors: tensors.into_iter().map(|item| item.map(placed)).collect(),
        scratch: scratch.into_iter().map(placed).collect(),
        homes: (0..graph.tensors.len())
            .map(|id| graph.home(TensorId(id)))
            .collect(),
        sums: sums.map(placed),
        overlaps: overlaps.iter().map(|overlap| overlap.sharing).collect(),
        arena: placement.end.next_multiple_of(ALIGNMENT),
        bound: placement.bound.next_multiple_of(ALIGNMENT),
        stream,
    }
}

/// The lifetimes of tensors, where all that streams lives as long as the stream.
fn lifetimes(graph: &Graph, stream: Option<&Stream>) -> Vec<Option<Lifetime>> {
    let mut lifetimes = lifetime::of(graph);
    let Some(stream) = stream else {
        return lifetimes;
    };
    for flow in stream.flows.iter().filter(|flow| flow.row > 0) {
        if let Some(lifetime) = &mut lifetimes[flow.tensor.0] {
            lifetime.first = 0;
            lifetime.last = lifetime.last.max(stream.lifetime().last);
        }
    }
    lifetimes
}

fn tensor(graph: &Graph, id: TensorId, lifetime: Lifetime, stream: Option<&Stream>) -> Item {
    let bytes = size(graph.tensor(id));
    let flow = stream.and_then(|stream| {
        let index = stream.flows.iter().position(|flow| flow.tensor == id)?;
        Some((stream, index, &stream.flows[index]))
    });
    match flow {
        Some((stream, index, flow)) if !flow.is_whole() => {
            let [rows, kept] =
                [flow.rows, flow.kept].map(|rows| (rows * flow.row).next_multiple_of(ALIGNMENT));
            let head = Use {
                lifetime: stream.lifetime(),
                bytes: kept,
            };
            let all = Use {
                lifetime: flow.lifetime(index),
                bytes: rows,
            };
            Item {
                uses: vec![head, all],
            }
        }
        _ => Item::whole(bytes, lifetime),
    }
}

/// Bytes of the sums of a stream's global pooling.
fn sums(graph: &Graph, stream: &Stream) -> Option<usize> {
    let is_pooled = stream.steps.last()?.sums;
    let output = stream.flows.last()?.tensor;
    is_pooled.then(|| 4 * graph.tensor(output).len())
}

/// Two items that a step may let share bytes.
struct Candidate {
    rule: Overlap,
    sharing: Sharing,
    /// Other inputs, which what is written must not lie over at the same time.
    others: Vec<ItemId>,
}

/// Outputs and scratch over inputs that are read for the last time.
fn overlaps(
    graph: &Graph,
    kernels: &[Kernel],
    tensors: &[Option<ItemId>],
    scratch: &[ItemId],
    stream: Option<&Stream>,
) -> Vec<Candidate> {
    let lifetimes = lifetime::of(graph);
    let streamed = stream.map_or(0, |stream| stream.steps.len());
    let is_last = |id: TensorId, step| lifetimes[id.0].is_some_and(|l| l.last == step);
    let is_first = |id: TensorId, step| lifetimes[id.0].is_some_and(|l| l.first == step);
    let mut candidates = Vec::new();
    for (step, operator) in graph.operators.iter().enumerate().skip(streamed) {
        for (position, &input) in operator.inputs.iter().enumerate() {
            let others = || operator.inputs.iter().filter(|&&other| other != input);
            let once = others().count() + 1 == operator.inputs.len();
            let dies = once && is_last(input, step) && graph.is_alone(input);
            let Some(upper) = tensors[input.0].filter(|_| dies) else {
                continue;
            };
            let is_new = is_first(operator.output, step) && graph.is_alone(operator.output);
            let output = tensors[operator.output.0].filter(|_| is_new);
            let kernel = &kernels[step];
            let written = [
                (Over::Output, output, kernel.overlap(operator, position)),
                (
                    Over::Scratch,
                    Some(scratch[step]),
                    kernel.scratch_overlap(operator),
                ),
            ];
            for (over, lower, overlap) in written {
                let (Some(lower), Some(overlap)) = (lower, overlap) else {
                    continue;
                };
                let sharing = Sharing {
                    step,
                    input: position,
                    over,
                    overlap,
                };
                let Some(Words { distance, grid }) = sharing.words() else {
                    continue;
                };
                candidates.push(Candidate {
                    rule: Overlap {
                        step,
                        upper,
                        lower,
                        distance,
                        grid,
                    },
                    sharing,
                    others: others().filter_map(|other| tensors[other.0]).collect(),
                });
            }
        }
    }
    candidates
}

/// Where outputs may lie over inputs, whenever these are read for the last time.
pub fn sharings(graph: &Graph, kernels: &[Kernel]) -> Vec<Sharing> {
    let mut sharings = Vec::new();
    for (step, (operator, kernel)) in graph.operators.iter().zip(kernels).enumerate() {
        for input in 0..operator.inputs.len() {
            if let Some(overlap) = kernel.overlap(operator, input) {
                sharings.push(Sharing {
                    step,
                    input,
                    over: Over::Output,
                    overlap,
                });
            }
        }
    }
    sharings
}

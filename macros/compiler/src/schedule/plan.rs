//! Plans: from lifetimes to places.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::place::{self, Item, ItemId, Overlap, Placement, Use};
use super::sharing::{Over, Sharing, Words, sharings};
use super::{ALIGNMENT, Lifetime, Placed, Plan, Stream, lifetime, size};
use crate::backend::Kernel;
use crate::graph::{Graph, Initial, TensorId};

/// Places all tensors and scratch of a graph whose first operators may stream.
pub fn plan(graph: &Graph, kernels: &[Rc<dyn Kernel>], stream: Option<Stream>) -> Plan {
    planned(graph, kernels, stream, place::place)
}

/// Returns a plan in a fraction of the time, good enough to compare with other drafts.
pub(super) fn draft(graph: &Graph, kernels: &[Rc<dyn Kernel>], stream: Option<Stream>) -> Plan {
    planned(graph, kernels, stream, place::draft)
}

fn planned(
    graph: &Graph,
    kernels: &[Rc<dyn Kernel>],
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
    let scratch: Vec<ItemId> = (kernels.iter().enumerate())
        .map(|(step, kernel)| {
            let bytes = kernel.scratch().next_multiple_of(ALIGNMENT);
            add(Item::whole(bytes, Lifetime::of_step(step)))
        })
        .collect();
    let sums = stream.as_ref().and_then(|stream| {
        let bytes = sums(graph, stream)?;
        Some(add(Item::whole(bytes, stream.lifetime())))
    });
    let overlaps = overlaps(graph, kernels, &tensors, &scratch, stream.as_ref());
    let rules: Vec<Overlap> = overlaps.iter().map(|(rule, _)| *rule).collect();
    let placement = place(&items, &rules);
    let placed = |item: ItemId| Placed {
        uses: items[item.0].uses.clone(),
        offset: placement.offsets[item.0],
    };
    let (state, state_bytes) = state(graph);
    Plan {
        state,
        state_bytes,
        state_flash: graph.state.values().map(Initial::flash).sum(),
        tensors: tensors.into_iter().map(|item| item.map(placed)).collect(),
        scratch: scratch.into_iter().map(placed).collect(),
        homes: (0..graph.tensors.len())
            .map(|id| graph.home(TensorId(id)))
            .collect(),
        sums: sums.map(placed),
        overlaps: overlaps.into_iter().map(|(_, sharing)| sharing).collect(),
        arena: placement.end.next_multiple_of(ALIGNMENT),
        bound: placement.bound.next_multiple_of(ALIGNMENT),
        stream,
    }
}

/// The places of state tensors, one after another: all of them are always in use.
fn state(graph: &Graph) -> (BTreeMap<TensorId, usize>, usize) {
    let mut end = 0;
    let place = |&id: &TensorId| {
        let start = end;
        end += size(graph.tensor(id));
        (id, start)
    };
    let places = graph.state.keys().map(place).collect();
    (places, end)
}

/// The lifetimes of tensors. Tensors of the stream live as long as the stream.
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

/// The outputs and scratch that may lie over inputs that are read for the last time.
fn overlaps(
    graph: &Graph,
    kernels: &[Rc<dyn Kernel>],
    tensors: &[Option<ItemId>],
    scratch: &[ItemId],
    stream: Option<&Stream>,
) -> Vec<(Overlap, Sharing)> {
    let lifetimes = lifetime::of(graph);
    let streamed = stream.map_or(0, |stream| stream.steps.len());
    let is_last = |id: TensorId, step| lifetimes[id.0].is_some_and(|l| l.last == step);
    let is_first = |id: TensorId, step| lifetimes[id.0].is_some_and(|l| l.first == step);
    let overlap = |sharing: Sharing| {
        let step = sharing.step;
        let input = sharing.input(graph)?;
        let inputs = graph.operators[step].inputs.iter();
        let once = inputs.filter(|&&other| other == input).count() == 1;
        let dies = step >= streamed && once && is_last(input, step);
        let lower = match sharing.over {
            Over::Scratch => scratch[step],
            Over::Output => {
                let output = sharing.output(graph)?;
                tensors[output.0].filter(|_| is_first(output, step))?
            }
        };
        let Words { distance, grid } = sharing.words()?;
        let rule = Overlap {
            step,
            upper: tensors[input.0].filter(|_| dies)?,
            lower,
            distance,
            grid,
        };
        Some((rule, sharing))
    };
    let sharings = sharings(graph, kernels).into_iter();
    sharings.filter_map(overlap).collect()
}

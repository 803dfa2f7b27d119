//! First fit in a good order, from several starting orders: all items are placed, then the item with the
//! highest end moves to the front of the order, and all are placed again.

use std::cmp::Reverse;

use super::Placement;
use super::distance::Distances;
use super::gap::Gap;

/// Most attempts for one starting order; each moves another item to the front.
const REPAIRS: usize = 200;

/// Pairs of items that all attempts of one starting order may look at: milliseconds. A graph with more
/// pairs gets one attempt for one order.
const PAIRS: usize = 1_000_000;

/// Returns the best placement found. Stops at the first that ends at the bound.
pub(super) fn best(sizes: &[usize], distances: &Distances, bound: usize) -> Placement {
    of_tries(sizes, distances, bound, REPAIRS)
}

/// Returns the best of `tries` attempts for each starting order.
pub(super) fn of_tries(
    sizes: &[usize],
    distances: &Distances,
    bound: usize,
    tries: usize,
) -> Placement {
    let repairs = (PAIRS / (distances.pairs.len() + sizes.len()).max(1)).min(tries);
    let mut orders = starting_orders(sizes, distances);
    if repairs == 0 {
        orders.truncate(1);
    }
    let mut best: Option<Attempt> = None;
    for mut order in orders {
        for _ in 0..repairs.max(1) {
            let attempt = Attempt::new(sizes, distances, &order);
            let highest = attempt.highest;
            if best.as_ref().is_none_or(|best| attempt.end < best.end) {
                best = Some(attempt);
            }
            if best.as_ref().is_some_and(|best| best.end <= bound) {
                break;
            }
            let Some(position) = order.iter().position(|&item| item == highest) else {
                break;
            };
            order[..=position].rotate_right(1);
        }
    }
    let (offsets, end) = best.map_or((Vec::new(), 0), |best| (best.offsets, best.end));
    Placement {
        offsets,
        end,
        bound,
    }
}

/// The starting orders: by size, by number of neighbors, and by the bytes of an item and its neighbors,
/// the largest first.
fn starting_orders(sizes: &[usize], distances: &Distances) -> Vec<Vec<usize>> {
    let pressure = |item: usize| {
        let others = distances.neighbours(item).map(|(other, ..)| sizes[other]);
        sizes[item] + others.sum::<usize>()
    };
    let neighbours = |item: usize| distances.of[item].len();
    vec![
        sorted(sizes, |item| [sizes[item], neighbours(item)]),
        sorted(sizes, |item| [neighbours(item), sizes[item]]),
        sorted(sizes, |item| [pressure(item), sizes[item]]),
    ]
}

/// Returns the items sorted by key, the largest first.
fn sorted(sizes: &[usize], key: impl Fn(usize) -> [usize; 2]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_cached_key(|&item| Reverse(key(item)));
    order
}

/// One placement of all items.
struct Attempt {
    offsets: Vec<usize>,
    /// The byte after the last byte in use.
    end: usize,
    /// The item that ends at `end`.
    highest: usize,
}

impl Attempt {
    /// Puts each item at the lowest place that the items before it leave.
    fn new(sizes: &[usize], distances: &Distances, order: &[usize]) -> Self {
        let mut offsets: Vec<Option<usize>> = vec![None; sizes.len()];
        let (mut end, mut highest) = (0, 0);
        for &item in order {
            let mut offset = 0;
            // Each turn moves the item up to a place that one more neighbor allows, until all allow it.
            loop {
                let around = distances
                    .neighbours(item)
                    .filter_map(|(other, below, above)| {
                        Some(lowest(offset, offsets[other]?, below, above))
                    });
                let higher = around.max().unwrap_or(0);
                if higher <= offset {
                    break;
                }
                offset = higher;
            }
            offsets[item] = Some(offset);
            if offset + sizes[item] > end {
                (end, highest) = (offset + sizes[item], item);
            }
        }
        Self {
            offsets: offsets.into_iter().flatten().collect(),
            end,
            highest,
        }
    }
}

/// The lowest byte at or after `from` that is allowed next to another item, below or above it.
fn lowest(from: usize, other: usize, below: Gap, above: Gap) -> usize {
    let below = other.checked_sub(from).and_then(|room| below.at_most(room));
    match below {
        Some(gap) => other - gap,
        None => other + above.at_least(from.saturating_sub(other)),
    }
}

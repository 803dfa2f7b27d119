//! What must lie how far above what.

use std::cmp::Reverse;

use super::{Item, ItemId, Overlap};

/// Two items that are in use at the same time: one must begin far enough after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// An item.
    pub(super) a: usize,
    /// A later one.
    pub(super) b: usize,
    /// Bytes that `b` begins after `a`, at least, if it is above.
    pub(super) a_below: usize,
    /// Bytes that `a` begins after `b`, at least, if it is above.
    pub(super) b_below: usize,
}

/// All pairs of some items.
#[derive(Debug)]
pub(super) struct Distances {
    /// Each pair once, in the order of their items.
    pub(super) pairs: Vec<Pair>,
    /// Indices of the pairs of each item.
    pub(super) of: Vec<Vec<usize>>,
}

impl Distances {
    pub(super) fn new(items: &[Item], overlaps: &[Overlap]) -> Self {
        let mut overlaps = overlaps.to_vec();
        // Of two that speak of the same, the more careful one.
        overlaps.sort_unstable_by_key(|o| (o.lower, o.upper, o.step, Reverse(o.distance)));
        overlaps.dedup_by_key(|o| (o.lower, o.upper, o.step));
        let between = |lower: usize, upper: usize| {
            let key = (ItemId(lower), ItemId(upper));
            let start = overlaps.partition_point(|o| (o.lower, o.upper) < key);
            let end = overlaps.partition_point(|o| (o.lower, o.upper) <= key);
            least(&items[lower], &items[upper], &overlaps[start..end])
        };
        let mut distances = Self {
            pairs: Vec::new(),
            of: vec![Vec::new(); items.len()],
        };
        for a in 0..items.len() {
            for b in a + 1..items.len() {
                if let (Some(a_below), Some(b_below)) = (between(a, b), between(b, a)) {
                    distances.of[a].push(distances.pairs.len());
                    distances.of[b].push(distances.pairs.len());
                    distances.pairs.push(Pair {
                        a,
                        b,
                        a_below,
                        b_below,
                    });
                }
            }
        }
        distances
    }

    /// The pairs of an item: the other, how far above this it is, and how far above the other this is.
    pub(super) fn neighbours(
        &self,
        item: usize,
    ) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.of[item].iter().map(move |&pair| {
            let pair = self.pairs[pair];
            match pair.a == item {
                true => (pair.b, pair.a_below, pair.b_below),
                false => (pair.a, pair.b_below, pair.a_below),
            }
        })
    }
}

/// Bytes that `upper` must begin after `lower`, where overlaps are all those of the two; `None` if
/// they are never in use together.
fn least(lower: &Item, upper: &Item, overlaps: &[Overlap]) -> Option<usize> {
    let mut least = None;
    for low in &lower.uses {
        for up in upper.uses.iter().filter(|up| up.bytes > 0 && low.bytes > 0) {
            let first = low.lifetime.first.max(up.lifetime.first);
            let last = low.lifetime.last.min(up.lifetime.last);
            if first > last {
                continue;
            }
            let shared = overlaps.iter().filter(|o| (first..=last).contains(&o.step));
            let distance = match shared.clone().map(|o| o.distance).max() {
                Some(distance) if shared.count() > last - first => distance.min(low.bytes),
                _ => low.bytes,
            };
            least = least.max(Some(distance));
        }
    }
    least
}

//! Offsets for items of memory: the least end that we can find, and a proof of it where the search
//! gets to its end.
//!
//! 1. [`distance`]: what must lie how far above what, from lifetimes and overlaps.
//! 2. [`bound`]: below what no placement ends.
//! 3. [`first_fit`]: a good placement, mostly one that reaches the bound.
//! 4. [`search`]: where it does not, a better one, or the proof that there is none.
//!
//! Deterministic: what is spent is counted in steps of the search, not in time.

mod bound;
mod distance;
mod first_fit;
mod gap;
mod search;
#[cfg(test)]
mod tests;

use super::{ALIGNMENT, Lifetime};
use distance::Distances;

/// Bytes in a row that need a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What of it is in use, and when. Outside of its uses it takes no memory.
    pub(super) uses: Vec<Use>,
}

/// A time in which the first bytes of an item are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The steps.
    pub lifetime: Lifetime,
    /// Bytes from the item's first on, a multiple of [`ALIGNMENT`].
    pub bytes: usize,
}

/// Index of an [`Item`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ItemId(pub(super) usize);

/// Two items that may share bytes during a step in which both are in use, because the step writes
/// `lower` while it reads `upper`.
///
/// Speaks of that step only. Of several items that the same step may write `lower` over, one may share
/// bytes with it. Distances of 0 make no circle of items: each output lies over an input
/// that is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Overlap {
    /// The step.
    pub(super) step: usize,
    /// What it reads.
    pub(super) upper: ItemId,
    /// What it writes.
    pub(super) lower: ItemId,
    /// Bytes that `upper` begins after `lower`, at least; a multiple of [`ALIGNMENT`].
    pub(super) distance: usize,
    /// Bytes that a larger distance is larger by, or a multiple of them, as long as the two share
    /// bytes; a multiple of [`ALIGNMENT`].
    pub(super) grid: usize,
}

/// Where all items lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placement {
    /// First byte of each item.
    pub(super) offsets: Vec<usize>,
    /// The byte after the last in use.
    pub(super) end: usize,
    /// No placement ends before this byte.
    pub(super) bound: usize,
}

impl Item {
    /// So many bytes in use all of the time.
    pub(super) fn whole(bytes: usize, lifetime: Lifetime) -> Self {
        Self {
            uses: vec![Use { lifetime, bytes }],
        }
    }

    /// Bytes that are in use at some time.
    pub(super) fn size(&self) -> usize {
        self.uses.iter().map(|u| u.bytes).max().unwrap_or(0)
    }

    /// Bytes in use during a step.
    pub(super) fn live(&self, step: usize) -> usize {
        let uses = self.uses.iter().filter(|u| u.lifetime.contains(step));
        uses.map(|u| u.bytes).max().unwrap_or(0)
    }
}

/// Tries of each starting order of a draft.
const DRAFTS: usize = 6;

/// Places all items, well enough to compare with others.
pub(super) fn draft(items: &[Item], overlaps: &[Overlap]) -> Placement {
    let sizes: Vec<usize> = items.iter().map(Item::size).collect();
    let distances = Distances::new(items, overlaps);
    first_fit::of_tries(&sizes, &distances.first_of_rivals(), 0, DRAFTS)
}

/// Places all items.
pub(super) fn place(items: &[Item], overlaps: &[Overlap]) -> Placement {
    let sizes: Vec<usize> = items.iter().map(Item::size).collect();
    let distances = Distances::new(items, overlaps);
    let bound = bound::lower(items, &distances);
    let mut found = first_fit::best(&sizes, &distances.first_of_rivals(), bound);
    if found.end > bound && !distances.rivals.is_empty() {
        let other = first_fit::best(&sizes, &distances.last_of_rivals(), bound);
        found = if other.end < found.end { other } else { found };
    }
    search::improve(&sizes, &distances, found)
}

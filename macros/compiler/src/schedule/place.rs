//! Offsets for items of memory: the lowest end that the search finds, with a proof that it is the lowest
//! if the search finishes.
//!
//! 1. [`distance`]: the distances at which one item may lie above another, from lifetimes and overlaps.
//! 2. [`bound`]: a lower bound of the end of every placement.
//! 3. [`first_fit`]: a good placement, in most cases one that reaches the bound.
//! 4. [`search`]: a better placement where it does not, or the proof that there is none.
//!
//! The result is deterministic: the limit is a number of search steps, not a time.

mod bound;
mod distance;
mod first_fit;
mod gap;
mod search;
#[cfg(test)]
mod tests;

use super::{ALIGNMENT, Lifetime};
use distance::Distances;

/// A contiguous range of bytes that needs a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The bytes that are in use, and when. Outside its uses, an item takes no memory.
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
/// An overlap concerns that step only. If the same step may write `lower` over several items, only one
/// of them may share bytes with it. Distances of 0 form no cycle of items: each output lies over an
/// input that is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Overlap {
    /// The step in which both are in use.
    pub(super) step: usize,
    /// The item that the step reads.
    pub(super) upper: ItemId,
    /// The item that the step writes.
    pub(super) lower: ItemId,
    /// The least number of bytes from the start of `lower` to the start of `upper`; a multiple of
    /// [`ALIGNMENT`].
    pub(super) distance: usize,
    /// While the two share bytes, a larger distance exceeds `distance` by a multiple of this number of
    /// bytes; a multiple of [`ALIGNMENT`].
    pub(super) grid: usize,
}

/// The offsets of all items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placement {
    /// First byte of each item.
    pub(super) offsets: Vec<usize>,
    /// The byte after the last byte in use.
    pub(super) end: usize,
    /// A lower bound: no placement ends before this byte.
    pub(super) bound: usize,
}

impl Item {
    /// An item of `bytes` bytes that are in use during the whole `lifetime`.
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

/// Attempts for each starting order of a draft.
const DRAFTS: usize = 6;

/// Places all items, well enough to compare the result with other drafts.
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

//! TOPK_V2: the largest elements of each row, and where they lie in it.
//!
//! Semantics: LiteRT's `topk_v2`. The outputs are sorted: a larger element comes before a smaller one, and
//! of two equal elements the one with the smaller index comes first. Floats compare as IEEE 754 says, so that −0
//! equals 0 and keeps its sign. A NaN comes after all numbers, and of two NaNs the one with the smaller index
//! comes first: this is the order of LiteRT since it looks for NaNs. Versions before that compare NaNs as
//! numbers, which is no order, so that nothing defines the outputs of a row with a NaN in them. Indices make
//! elements different, so the order is total and one sequence alone is sorted.
//!
//! The outputs of a row are a heap with the last of the best entries at its root, so no other memory is needed.
//! A row of `n` elements takes at most `2 (n + k) (log2(k) + 1)` comparisons, whatever its values are: an element
//! that is not among the best takes one, each other element at most `2 log2(k)` more, and the sort of the heap, which is
//! in place, `2 k log2(k)`. An insertion into sorted outputs is shorter, but takes `n k` steps for a row that
//! ascends.
//!
//! Indices are less than `len < 2^31`, so they fit in i32. Positions in the heap are at most `2 k < 2^32`, and
//! those from `k` on are not accessed.

use core::cmp::Ordering;

use crate::at::At;
use crate::op::Ordered;

/// The rows, and the number of elements that are taken from each: `1 ≤ k ≤ len`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopK {
    /// Number of rows.
    pub rows: usize,
    /// Elements of a row.
    pub len: usize,
    /// Elements of a row of the outputs.
    pub k: usize,
}

/// `values[r]` are the `k` largest of `x[r]` in descending order, and `indices[r]` are their positions in `x[r]`.
///
/// Shapes are `[rows][len]` of `x` and `[rows][k]` of the outputs.
#[inline(never)]
pub fn top_k<T: Ordered>(mut x: &[T], mut values: &mut [T], mut indices: &mut [i32], how: &TopK) {
    for _ in 0..how.rows {
        let (Some((row, next)), Some((best, next_values)), Some((places, next_indices))) = (
            x.split_at_checked(how.len),
            values.split_at_mut_checked(how.k),
            indices.split_at_mut_checked(how.k),
        ) else {
            return;
        };
        (x, values, indices) = (next, next_values, next_indices);
        let mut heap = Heap {
            values: best,
            indices: places,
        };
        heap.collect(row);
        heap.sort();
    }
}

/// An element with its index in the row.
#[derive(Clone, Copy)]
struct Entry<T> {
    value: T,
    index: i32,
}

impl<T: Ordered> Entry<T> {
    /// Returns whether this entry comes before the other one in the outputs.
    #[inline(always)]
    fn precedes(&self, other: &Self) -> bool {
        let is_number = |entry: &Self| entry.value.partial_cmp(&entry.value).is_some();
        let order = (self.value.partial_cmp(&other.value))
            .unwrap_or_else(|| is_number(self).cmp(&is_number(other)));
        match order {
            Ordering::Greater => true,
            Ordering::Equal => self.index < other.index,
            Ordering::Less => false,
        }
    }
}

/// A binary heap in the outputs of a row: each entry comes after its children, those at `2 at + 1` and
/// `2 at + 2`, in the order of the outputs.
struct Heap<'a, T> {
    values: &'a mut [T],
    indices: &'a mut [i32],
}

impl<T: Ordered> Heap<'_, T> {
    #[inline(always)]
    fn get(&self, At(at): At) -> Option<Entry<T>> {
        let (&value, &index) = (self.values.get(at)?, self.indices.get(at)?);
        Some(Entry { value, index })
    }

    #[inline(always)]
    fn set(&mut self, At(at): At, entry: Entry<T>) {
        if let (Some(value), Some(index)) = (self.values.get_mut(at), self.indices.get_mut(at)) {
            (*value, *index) = (entry.value, entry.index);
        }
    }

    /// Makes a heap of the row's best entries, whatever it holds before.
    #[inline(always)]
    fn collect(&mut self, row: &[T]) {
        let k = self.values.len();
        let mut entries = (0..row.len()).zip(row).map(|(at, &value)| {
            let index = at as i32;
            Entry { value, index }
        });
        for (at, entry) in (0..k).zip(entries.by_ref()) {
            self.set(At(at), entry);
        }
        // An entry without children is a heap of its own.
        for at in (0..k / 2).rev() {
            if let Some(entry) = self.get(At(at)) {
                self.sift(At(at), entry);
            }
        }
        for entry in entries {
            if self.get(At(0)).is_some_and(|last| entry.precedes(&last)) {
                self.sift(At(0), entry);
            }
        }
    }

    /// Puts an entry in the place of the one at a position, or below, such that the heap from there on is one.
    #[inline(never)]
    fn sift(&mut self, mut at: At, entry: Entry<T>) {
        loop {
            let left = at * 2 + 1;
            let Some(child) = self.get(left) else { break };
            let (below, child) = match self.get(left + 1) {
                Some(right) if child.precedes(&right) => (left + 1, right),
                _ => (left, child),
            };
            if child.precedes(&entry) {
                break;
            }
            self.set(at, child);
            at = below;
        }
        self.set(at, entry);
    }

    /// Brings the entries of the heap in the order of the outputs.
    #[inline(always)]
    fn sort(mut self) {
        while let (Some((value, values)), Some((index, indices))) =
            (self.values.split_last_mut(), self.indices.split_last_mut())
        {
            self = Self { values, indices };
            let Some(last) = self.get(At(0)) else { return };
            let entry = Entry {
                value: *value,
                index: *index,
            };
            (*value, *index) = (last.value, last.index);
            self.sift(At(0), entry);
        }
    }
}

//! How far a kernel's output may lie over its input.
//!
//! A kernel computes in parts: pixels, rows, bands. What a part writes must not be needed by later
//! ones. Every kernel says here in which parts it works, and the planner places tensors accordingly.

/// Where an input may begin, seen from the first byte of the output.
///
/// Right are `distance`, and `distance` plus any multiple of `step`; and places where they share
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Bytes that the input begins after the output, at least.
    pub distance: usize,
    /// Bytes that a larger distance is larger by, or a multiple of them. At least 1.
    pub step: usize,
}

impl Overlap {
    /// Of a kernel that computes `parts` parts one after the other: after part `k`, the first
    /// `written(k)` bytes of the output are written, and nothing before byte `needed(k)` of the
    /// input is read any more. The last part needs nothing after it.
    pub fn of_parts(
        parts: usize,
        written: impl Fn(usize) -> usize,
        needed: impl Fn(usize) -> usize,
    ) -> Self {
        let gap = |part| written(part).saturating_sub(needed(part));
        Self {
            distance: (0..parts.saturating_sub(1)).map(gap).max().unwrap_or(0),
            step: 1,
        }
    }

    /// Of a kernel that computes `parts` parts one after the other: part `k` reads nothing before byte
    /// `read(k)` of the input, and then the first `written(k)` bytes of the output are written.
    pub fn of_reads(
        parts: usize,
        read: impl Fn(usize) -> usize,
        written: impl Fn(usize) -> usize,
    ) -> Self {
        let (mut distance, mut needed) = (0, usize::MAX);
        for part in (0..parts).rev() {
            distance = distance.max(written(part).saturating_sub(needed));
            needed = needed.min(read(part));
        }
        Self { distance, step: 1 }
    }

    /// Whether an input may begin so many bytes after its output of `size` bytes.
    pub fn allows(self, distance: usize, size: usize) -> bool {
        distance >= size
            || distance
                .checked_sub(self.distance)
                .is_some_and(|more| more.is_multiple_of(self.step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_later_is_not_overwritten() {
        // Three parts of 8 bytes from 4 each: the output is twice as fast.
        let wider = Overlap::of_parts(3, |part| 8 * (part + 1), |part| 4 * (part + 1));
        assert_eq!(wider.distance, 8);
        let narrower = Overlap::of_parts(3, |part| 2 * (part + 1), |part| 4 * (part + 1));
        assert_eq!(narrower.distance, 0);
        let reads = Overlap::of_reads(3, |part| 4 * part, |part| 8 * (part + 1));
        assert_eq!(reads, wider);
        // The last part goes back to the start.
        let back = Overlap::of_reads(3, |part| 4 * (2 - part), |part| 2 * (part + 1));
        assert_eq!(back.distance, 4);
        assert!(wider.allows(8, 24) && wider.allows(9, 24) && !wider.allows(7, 24));
        let stepped = Overlap { step: 4, ..wider };
        assert!(stepped.allows(12, 24) && !stepped.allows(10, 24) && stepped.allows(25, 24));
    }
}

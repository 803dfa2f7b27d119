//! How far a kernel's output may lie over its input.
//!
//! A kernel computes in parts: pixels, rows, bands. A part must not overwrite input that later parts
//! need. Every kernel states in which parts it works, and the planner places tensors accordingly.

/// The allowed starts of an input, relative to the first byte of the output.
///
/// The distances `distance`, and `distance` plus any multiple of `step`, are allowed, and every
/// distance at which both share no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The smallest distance in bytes from the start of the output to the start of the input.
    pub distance: usize,
    /// The step in bytes between larger distances. At least 1.
    pub step: usize,
}

impl Overlap {
    /// Returns the overlap of a kernel that computes `parts` parts one after another: after part
    /// `k`, the first `written(k)` bytes of the output are written, and nothing before byte
    /// `needed(k)` of the input is read any more. The last part needs nothing after it.
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

    /// Returns the overlap of a kernel that computes `parts` parts one after another: part `k` reads
    /// nothing before byte `read(k)` of the input, and then the first `written(k)` bytes of the output
    /// are written.
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

    /// Converts an overlap that is counted in elements of `size` bytes to one in bytes.
    pub const fn of_elements(self, size: usize) -> Self {
        Self {
            distance: size * self.distance,
            step: size * self.step,
        }
    }

    /// Returns whether an input may begin `distance` bytes after its output of `size` bytes.
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
        // Three parts of 8 bytes from 4 bytes each: the output advances twice as fast as the input.
        let wider = Overlap::of_parts(3, |part| 8 * (part + 1), |part| 4 * (part + 1));
        assert_eq!(wider.distance, 8);
        let narrower = Overlap::of_parts(3, |part| 2 * (part + 1), |part| 4 * (part + 1));
        assert_eq!(narrower.distance, 0);
        let reads = Overlap::of_reads(3, |part| 4 * part, |part| 8 * (part + 1));
        assert_eq!(reads, wider);
        // The last part reads from the start again.
        let back = Overlap::of_reads(3, |part| 4 * (2 - part), |part| 2 * (part + 1));
        assert_eq!(back.distance, 4);
        assert!(wider.allows(8, 24) && wider.allows(9, 24) && !wider.allows(7, 24));
        let stepped = Overlap { step: 4, ..wider };
        assert!(stepped.allows(12, 24) && !stepped.allows(10, 24) && stepped.allows(25, 24));
    }
}

//! Distances at which one item may begin after another.

use crate::schedule::ALIGNMENT;

/// Allowed distances: `least` plus each multiple of `grid`, and all distances from `whole` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    /// The least allowed distance in bytes, at most `whole`.
    pub(super) least: usize,
    /// The grid in bytes, a multiple of [`ALIGNMENT`].
    grid: usize,
    /// The least distance in bytes at which the two items share no bytes.
    whole: usize,
}

impl Gap {
    /// The gap of two items that share no bytes.
    pub(super) fn whole(bytes: usize) -> Self {
        Self {
            least: bytes,
            grid: ALIGNMENT,
            whole: bytes,
        }
    }

    /// The gap of an upper item that may begin within the first `bytes` of the lower item, or after
    /// them.
    pub(super) fn overlap(bytes: usize, least: usize, grid: usize) -> Self {
        Self {
            least: least.min(bytes),
            grid,
            whole: bytes,
        }
    }

    /// Returns the gap with no shared bytes.
    pub(super) fn apart(self) -> Self {
        Self::whole(self.whole)
    }

    /// Returns whether two items at a distance of `bytes` share no bytes.
    pub(super) fn is_apart(self, bytes: usize) -> bool {
        bytes >= self.whole
    }

    /// Returns distances that both gaps allow: not all of them if the grids are incompatible.
    pub(super) fn and(self, other: Self) -> Self {
        let whole = self.whole.max(other.whole);
        let on_both = |coarse: Self, fine: Self| {
            let same = coarse.grid.is_multiple_of(fine.grid)
                && coarse.least.abs_diff(fine.least).is_multiple_of(fine.grid);
            same.then(|| Self::overlap(whole, coarse.on_grid(fine.least), coarse.grid))
        };
        let both = on_both(self, other).or_else(|| on_both(other, self));
        both.unwrap_or(Self::whole(whole))
    }

    /// The least distance on the grid that is at least `bytes`.
    fn on_grid(self, bytes: usize) -> usize {
        self.least + bytes.saturating_sub(self.least).next_multiple_of(self.grid)
    }

    pub(super) fn allows(self, bytes: usize) -> bool {
        self.at_least(bytes) == bytes
    }

    /// The least allowed distance that is at least `bytes`.
    pub(super) fn at_least(self, bytes: usize) -> usize {
        self.on_grid(bytes).min(self.whole.max(bytes))
    }

    /// The largest allowed distance that is at most `bytes`.
    pub(super) fn at_most(self, bytes: usize) -> Option<usize> {
        if bytes >= self.whole {
            return Some(bytes);
        }
        let more = bytes.checked_sub(self.least)?;
        Some(bytes - more % self.grid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_on_the_grid_or_share_nothing() {
        let gap = Gap::overlap(40, 8, 12);
        let allowed: Vec<usize> = (0..12).map(|w| 4 * w).filter(|&w| gap.allows(w)).collect();
        assert_eq!(allowed, [8, 20, 32, 40, 44]);
        assert_eq!([0, 12, 36, 48].map(|w| gap.at_least(w)), [8, 20, 40, 48]);
        let most = [4, 12, 36, 48].map(|w| gap.at_most(w));
        assert_eq!(most, [None, Some(8), Some(32), Some(48)]);
    }

    #[test]
    fn what_both_allow_is_right_for_both() {
        let gaps = [
            Gap::whole(16),
            Gap::whole(40),
            Gap::overlap(40, 8, 12),
            Gap::overlap(36, 4, 8),
            Gap::overlap(24, 20, 24),
            Gap::overlap(60, 0, 4),
        ];
        for (a, b) in gaps.iter().flat_map(|a| gaps.iter().map(move |b| (*a, *b))) {
            let both = a.and(b);
            assert!(both.least <= both.whole);
            for bytes in (0..24).map(|word| 4 * word) {
                assert!(!both.allows(bytes) || a.allows(bytes) && b.allows(bytes));
            }
        }
        let head = Gap::whole(16).and(Gap::overlap(40, 8, 12));
        assert_eq!(head, Gap::overlap(40, 20, 12));
    }
}

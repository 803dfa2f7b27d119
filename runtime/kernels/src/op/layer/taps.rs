//! The taps of a window that lie in the input.

use core::ops::Range;

/// One axis of a window over an input, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    pub(super) stride: usize,
    pub(super) dilation: usize,
    /// Padding before the input.
    pub(super) pad: usize,
    /// Number of taps.
    pub(super) taps: usize,
    /// Length of the input.
    pub(super) size: usize,
}

impl Axis {
    /// The taps of the window of an output that lie in the input, and where the first of them does.
    #[inline(always)]
    pub(super) fn taps(&self, output: usize) -> (Range<usize>, usize) {
        let start = output * self.stride;
        let at = |tap: usize| start + tap * self.dilation;
        let mut first = 0;
        while first < self.taps && at(first) < self.pad {
            first += 1;
        }
        let mut end = self.taps;
        while end > first && at(end - 1) >= self.pad + self.size {
            end -= 1;
        }
        (first..end, at(first).saturating_sub(self.pad))
    }
}

//! The taps of a window that lie in the input.

use core::ops::Range;

use crate::at::At;

/// The taps of a window along one axis that lie in the input.
#[derive(Debug, Clone)]
pub(crate) struct Taps {
    /// The taps.
    pub(crate) range: Range<usize>,
    /// The position of the first of them in the input.
    pub(crate) at: usize,
}

/// One axis of a window over an input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WindowAxis {
    /// Positions between the windows of neighboring outputs.
    pub(crate) stride: usize,
    /// Positions between neighboring taps.
    pub(crate) dilation: usize,
    /// Positions of padding before the input.
    pub(crate) pad: usize,
    /// Number of taps.
    pub(crate) taps: usize,
    /// Positions of the input.
    pub(crate) size: usize,
}

impl WindowAxis {
    /// Returns the taps of the window of one output.
    #[inline(always)]
    pub(crate) fn taps(&self, output: usize) -> Taps {
        let start = At(output) * self.stride;
        let of = |tap| start + At(tap) * self.dilation;
        let (before, behind) = (At(self.pad), At(self.pad) + self.size);
        let mut first = 0;
        while first < self.taps && of(first) < before {
            first += 1;
        }
        let mut end = self.taps;
        while end > first && of(end - 1) >= behind {
            end -= 1;
        }
        Taps {
            range: first..end,
            at: of(first).0.saturating_sub(self.pad),
        }
    }
}

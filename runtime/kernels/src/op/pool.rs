//! What AVERAGE_POOL_2D and MAX_POOL_2D share: windows that are cut at the input's borders.

use core::ops::Range;

use crate::op::Window;

/// Channels that are reduced together, in registers.
pub(crate) const LANES: usize = 4;

/// What a pooling needs besides its tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool2d {
    /// Steps of the window; its dilation is 1.
    pub window: Window,
    /// Rows of the window.
    pub height: usize,
    /// Columns of the window.
    pub width: usize,
    /// Smallest output.
    pub min: i8,
    /// Largest output.
    pub max: i8,
}

impl Pool2d {
    /// Rows and columns of the input that the window at output pixel `(oy, ox)` covers.
    #[inline(always)]
    pub(crate) fn cover<const W: usize, const H: usize>(
        &self,
        (oy, ox): (usize, usize),
    ) -> (Range<usize>, Range<usize>) {
        let Window {
            stride_h,
            stride_w,
            pad_top,
            pad_left,
            ..
        } = self.window;
        (
            cut(oy * stride_h, pad_top, self.height, H),
            cut(ox * stride_w, pad_left, self.width, W),
        )
    }
}

/// `[start − pad, start − pad + size)` within `[0, len)`.
#[inline(always)]
fn cut(start: usize, pad: usize, size: usize, len: usize) -> Range<usize> {
    start.saturating_sub(pad)..(start + size).saturating_sub(pad).min(len)
}

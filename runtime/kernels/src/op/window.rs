//! Sliding windows: which input pixels an output pixel sees.

use core::array;

/// A window's steps over the input. Offsets are in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Input rows between the windows of neighbouring output rows.
    pub stride_h: usize,
    /// Input columns between the windows of neighbouring output columns.
    pub stride_w: usize,
    /// Input rows between neighbouring taps.
    pub dilation_h: usize,
    /// Input columns between neighbouring taps.
    pub dilation_w: usize,
    /// Rows of padding above the input.
    pub pad_top: usize,
    /// Columns of padding left of the input.
    pub pad_left: usize,
}

impl Window {
    /// The pixel that tap `(ky, kx)` sees from output pixel `(oy, ox)`, or `padding` outside of the
    /// input.
    ///
    /// A coordinate left of or above the input wraps to a huge one, which `get` rejects.
    #[inline(always)]
    pub(crate) fn tap<'x, P, const W: usize>(
        &self,
        x: &'x [[P; W]],
        padding: &'x P,
        (oy, ox): (usize, usize),
        (ky, kx): (usize, usize),
    ) -> &'x P {
        let iy = (oy * self.stride_h + ky * self.dilation_h).wrapping_sub(self.pad_top);
        let ix = (ox * self.stride_w + kx * self.dilation_w).wrapping_sub(self.pad_left);
        x.get(iy).and_then(|row| row.get(ix)).unwrap_or(padding)
    }

    /// The pixels under a window at output pixel `(oy, ox)`.
    #[inline(always)]
    pub(crate) fn taps<'x, P, const W: usize, const KW: usize, const KH: usize>(
        &self,
        x: &'x [[P; W]],
        padding: &'x P,
        at: (usize, usize),
    ) -> [[&'x P; KW]; KH] {
        array::from_fn(|ky| array::from_fn(|kx| self.tap(x, padding, at, (ky, kx))))
    }
}

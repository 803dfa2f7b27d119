//! Sliding windows: which input pixels an output pixel sees.

use core::{array, slice};

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

    /// The same, copied into `patch`.
    #[inline(always)]
    pub(crate) fn patch<'p, const C: usize, const W: usize, const KW: usize, const KH: usize>(
        &self,
        x: &[[[i8; C]; W]],
        patch: &'p mut [[[i8; C]; KW]; KH],
        padding: i8,
        at: (usize, usize),
    ) -> &'p [[[i8; C]; KW]; KH] {
        for (ky, row) in patch.iter_mut().enumerate() {
            for (kx, pixel) in row.iter_mut().enumerate() {
                *pixel = *self.tap(x, &[padding; C], at, (ky, kx));
            }
        }
        patch
    }

    /// The same without a copy, for a window of one pixel that never leaves the input.
    #[inline(always)]
    pub(crate) fn pixel<'x, const C: usize, const W: usize, const KW: usize, const KH: usize>(
        &self,
        x: &'x [[[i8; C]; W]],
        (oy, ox): (usize, usize),
    ) -> &'x [[[i8; C]; KW]; KH] {
        let pixel = x
            .get(oy * self.stride_h)
            .and_then(|row| row.get(ox * self.stride_w));
        let row = pixel.map(slice::from_ref).and_then(<[_]>::first_chunk);
        let window = row.map(slice::from_ref).and_then(<[_]>::first_chunk);
        window.unwrap_or(const { &[[[0; C]; KW]; KH] })
    }
}

//! Sliding windows: the input pixels that an output pixel reads.

use core::array;
use core::ops::Range;

use crate::arch::keep_rolled;
use crate::at::At;
use crate::bytes::Io;

/// Rows `[W][C]` of an input and rows `[OW][CO]` of an output.
pub type WindowRows<'a, const W: usize, const C: usize, const OW: usize, const CO: usize, T = i8> =
    Io<'a, [[[T; C]; W]], [[[T; CO]; OW]]>;

/// A window's steps over the input. Offsets are in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Input rows between the windows of neighboring output rows.
    pub stride_h: usize,
    /// Input columns between the windows of neighboring output columns.
    pub stride_w: usize,
    /// Input rows between neighboring taps.
    pub dilation_h: usize,
    /// Input columns between neighboring taps.
    pub dilation_w: usize,
    /// Rows of padding above the input.
    pub pad_top: usize,
    /// Columns of padding left of the input.
    pub pad_left: usize,
}

impl Window {
    /// Returns the pixel that tap `(ky, kx)` reads for output pixel `(oy, ox)`, or `padding`
    /// outside of the input.
    ///
    /// A coordinate left of or above the input wraps to a huge one, which `get` rejects.
    #[inline(always)]
    fn tap<'x, P, const W: usize>(
        &self,
        x: &'x [[P; W]],
        padding: &'x P,
        (oy, ox): (usize, usize),
        (ky, kx): (usize, usize),
    ) -> &'x P {
        let iy = At(oy) * self.stride_h + At(ky) * self.dilation_h - self.pad_top;
        let ix = At(ox) * self.stride_w + At(kx) * self.dilation_w - self.pad_left;
        x.get(iy.0).and_then(|row| row.get(ix.0)).unwrap_or(padding)
    }

    /// Returns the pixels under a window at output pixel `(oy, ox)`.
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

/// The input under the windows of an operator, one group of channels at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patches {
    pub(crate) window: Window,
    /// The value of taps outside of the input.
    pub(crate) padding: i8,
    /// Rows of the input.
    pub(crate) height: usize,
    /// Columns of the input.
    pub(crate) width: usize,
    /// Channels of the input.
    pub(crate) channels: usize,
    /// Height and width.
    pub(crate) kernel: [usize; 2],
    /// Channels of a group.
    pub(crate) group: usize,
}

impl Patches {
    /// Returns the place of the input of one group that output pixel `(oy, ox)` reads through a
    /// window of one pixel that never leaves the input.
    #[inline(always)]
    pub(crate) fn pixel(&self, at: (usize, usize), group: usize) -> Range<usize> {
        let (iy, ix) = self.first_tap(at);
        let start = (iy * self.width + ix) * self.channels + At(group) * self.group;
        start.run(self.group)
    }

    /// Returns the input of one group under the window at output pixel `(oy, ox)`, contiguous in
    /// `patch` as `[KH][KW][group]`.
    #[inline(always)]
    pub(crate) fn gather<'a>(
        &self,
        x: &[i8],
        patch: &'a mut [i8],
        at: (usize, usize),
        group: usize,
    ) -> &'a [i8] {
        let from = At(group) * self.group;
        self.copy(x, patch, self.first_tap(at), from);
        let [height, width] = self.kernel;
        let len = At(height) * width * self.group;
        patch.get(..len.0).unwrap_or_default()
    }

    /// Returns the pixel under the first tap of the window at `(oy, ox)`. Left of and above the
    /// input its coordinates wrap to huge ones.
    #[inline(always)]
    fn first_tap(&self, (oy, ox): (usize, usize)) -> (At, At) {
        let iy = At(oy) * self.window.stride_h - self.window.pad_top;
        let ix = At(ox) * self.window.stride_w - self.window.pad_left;
        (iy, ix)
    }

    /// Fills `patch` from the window at `(iy, ix)`: all of a row at once where its taps are
    /// neighbors, otherwise one column of taps after another.
    #[inline(always)]
    fn copy(&self, x: &[i8], patch: &mut [i8], (iy, ix): (At, At), from: At) {
        let ([height, width], window) = (self.kernel, self.window);
        let pitch = width.wrapping_mul(self.group);
        let inside = is_inside(iy, height, window.dilation_h, self.height)
            && is_inside(ix, width, window.dilation_w, self.width);
        if !inside && let Some(patch) = patch.get_mut(..height.wrapping_mul(pitch)) {
            patch.fill(self.padding);
        }
        let mut at = ix * self.channels + from;
        if window.dilation_w == 1 && self.group == self.channels {
            self.copy_columns(x, patch, iy, at, [pitch, pitch]);
            return;
        }
        for kx in 0..width {
            let to = At(kx) * self.group;
            let patch = patch.get_mut(to.0..).unwrap_or_default();
            self.copy_columns(x, patch, iy, at, [self.group, pitch]);
            at += window.dilation_w.wrapping_mul(self.channels);
        }
    }

    /// Copies `run` bytes of each row of the window, the first from byte `at` of row `iy`, to every
    /// `pitch` bytes of `patch`, except for the bytes outside of the input.
    #[inline(never)]
    fn copy_columns(
        &self,
        x: &[i8],
        patch: &mut [i8],
        mut iy: At,
        at: At,
        [run, pitch]: [usize; 2],
    ) {
        let row_bytes = self.width.wrapping_mul(self.channels);
        // The bytes `left .. left + len` of the run are inside.
        let left = if at.0 < row_bytes {
            At(0)
        } else {
            At(at.0.wrapping_neg().min(run))
        };
        let start = at + left;
        let len = (At(run) - left).0.min(row_bytes.saturating_sub(start.0));
        let (mut from, mut to) = (iy * row_bytes + start, left);
        for _ in 0..self.kernel[0] {
            if iy.0 < self.height
                && let Some(from) = x.get(from.run(len))
                && let Some(to) = patch.get_mut(to.run(len))
            {
                copy(from, to);
            }
            iy += self.window.dilation_h;
            from += self.window.dilation_h.wrapping_mul(row_bytes);
            to += pitch;
        }
    }
}

/// Returns whether all taps of a window that starts at `at` are below `size`.
#[inline(always)]
fn is_inside(at: At, taps: usize, dilation: usize, size: usize) -> bool {
    at.0 < size && (at + At(taps.saturating_sub(1)) * dilation).0 < size
}

/// `memcpy`, inlined: runs are short.
#[inline(always)]
pub(crate) fn copy(from: &[i8], to: &mut [i8]) {
    let (from_words, from) = from.as_chunks::<4>();
    let (to_words, to) = to.as_chunks_mut::<4>();
    for (to, from) in to_words.iter_mut().zip(from_words) {
        keep_rolled();
        *to = *from;
    }
    for (to, from) in to.iter_mut().zip(from) {
        keep_rolled();
        *to = *from;
    }
}

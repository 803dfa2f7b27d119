//! CONV_2D of any window: windows are gathered one by one, a tile of pixels at a time.
#![allow(unsafe_code)]

use super::super::expand::{self, CopiedRows, Pairs};
use super::{Matmul, PixelPart, Tensors, Windows};
use crate::at::At;

/// An output pixel, and the part of its window that is known from the row.
#[derive(Debug, Clone, Copy)]
struct Pixel {
    row: At,
    column: At,
    /// The window's rows that lie in the input.
    rows: AxisTaps,
    /// The first column of the first of them.
    x: *const i8,
    /// The window's first column, wrapped where it is left of the input.
    left: At,
}

impl Matmul<'_> {
    /// # Safety
    /// The requirements are those of [`Matmul::run`].
    pub(super) unsafe fn tiled<const NIBBLES: bool>(&self, tensors: &Tensors) {
        let Some(windows) = self.windows else {
            return;
        };
        let (tensors, steps) = &self.with_room::<NIBBLES>(tensors);
        let pixels = At(self.columns) * tensors.rows;
        let tile = self.tile.wrapping_mul(2);
        let x = tensors.scratch.wrapping_add(self.quads.wrapping_mul(2));
        let mut pixel = windows.start(tensors, At(0));
        let mut first = At(0);
        while first + 1 < pixels {
            let count = (pixels - first).0.min(tile) & !1;
            let start = pixel;
            for group in 0..windows.shape.groups {
                pixel = start;
                // SAFETY: this function's contract; there are that many pixels from `pixel` on,
                // and scratch has room for a tile.
                unsafe { self.expand(windows, tensors, x, &mut pixel, count, group) };
                let part = self.part(windows, tensors, (x, *steps), first, group);
                // SAFETY: a tile of pixels in i16.
                unsafe { self.compute_pixels(&part, count, first + count == pixels) };
            }
            first += count;
        }
        if first < pixels {
            for group in 0..windows.shape.groups {
                // SAFETY: as above, for the last pixel.
                unsafe { self.expand_last(windows, tensors, x, pixel, group) };
                let part = self.part(windows, tensors, (x, *steps), first, group);
                // SAFETY: a pixel in i16.
                unsafe { self.compute_pixels(&part, 1, true) };
            }
        }
    }

    fn part(
        &self,
        windows: &Windows,
        tensors: &Tensors,
        (x, steps): (*const u32, *const i32),
        first: At,
        group: usize,
    ) -> PixelPart {
        PixelPart {
            x,
            y: tensors.y.wrapping_add(
                (first * self.outputs + At(group) * windows.shape.output_channels()).0,
            ),
            weights: tensors
                .weights
                .wrapping_add(group.wrapping_mul(windows.group)),
            steps,
        }
    }

    /// Expands `count` pixels, an even number, into the tile.
    ///
    /// # Safety
    /// There are that many pixels from `pixel` on.
    unsafe fn expand(
        &self,
        windows: &Windows,
        tensors: &Tensors,
        tile: *mut u32,
        pixel: &mut Pixel,
        count: usize,
        group: usize,
    ) {
        let size = self.quads.wrapping_mul(4);
        let mut pairs = Pairs {
            pairs: 1,
            quads: self.quads,
            distance: size,
            step: self.step,
        };
        let patch: *mut i8 = tensors.scratch.cast();
        for pair in 0..count / 2 {
            // SAFETY: there is such a pixel and room for its window.
            let x = unsafe { windows.gather(tensors, pixel, group, patch) };
            windows.advance(tensors, pixel);
            let second = patch.wrapping_add(size);
            // SAFETY: as above.
            let second = unsafe { windows.gather(tensors, pixel, group, second) };
            windows.advance(tensors, pixel);
            pairs.distance = second.addr().wrapping_sub(x.addr());
            let tile = tile.wrapping_byte_add(pair.wrapping_mul(self.step));
            // SAFETY: two windows, and room for a pair of pixels.
            unsafe { expand::pairs(x, tile, &pairs) };
        }
    }

    /// Expands the last pixel.
    ///
    /// # Safety
    /// `pixel` is the last.
    unsafe fn expand_last(
        &self,
        windows: &Windows,
        tensors: &Tensors,
        tile: *mut u32,
        pixel: Pixel,
        group: usize,
    ) {
        // SAFETY: there is such a pixel and room for its window.
        let x = unsafe { windows.gather(tensors, &pixel, group, tensors.scratch.cast()) };
        // SAFETY: a window, and room for at least a pair of pixels.
        unsafe { expand::quads(x, tile, self.quads) };
    }
}

impl Windows {
    /// The first pixel of a row.
    #[inline(never)]
    fn start(&self, tensors: &Tensors, row: At) -> Pixel {
        let window = &self.shape.window;
        let [_, _, width, channels] = self.shape.input;
        let rows = AxisTaps::inside(
            row * window.stride_h - tensors.pad_top,
            window.dilation_h,
            self.shape.kernel[0],
            tensors.height,
        );
        Pixel {
            row,
            column: At(0),
            rows,
            x: tensors.x.wrapping_add((At(width) * channels * rows.at).0),
            left: At(0) - window.pad_left,
        }
    }

    #[inline(always)]
    fn advance(&self, tensors: &Tensors, pixel: &mut Pixel) {
        pixel.column += 1;
        pixel.left += self.shape.window.stride_w;
        if pixel.column == At(self.shape.output[2]) {
            *pixel = self.start(tensors, pixel.row + 1);
        }
    }

    /// The input under the window of a pixel, `[KH][KW][CI / groups]`: where it lies, if that is one
    /// piece of words, else copied into `patch`.
    ///
    /// # Safety
    /// There is such a pixel, and `patch` has room for the window.
    #[inline(never)]
    unsafe fn gather(
        &self,
        tensors: &Tensors,
        pixel: &Pixel,
        group: usize,
        patch: *mut i8,
    ) -> *const i8 {
        if self.dense && pixel.left < At(self.lefts) && pixel.rows.count == self.shape.kernel[0] {
            let x = pixel.x.wrapping_add((pixel.left * self.shape.input[3]).0);
            if self.in_place {
                return x;
            }
            // SAFETY: all rows of the window lie in the input.
            unsafe { expand::copy(x, patch, self.shape.kernel[0], &self.lines) };
        } else {
            // SAFETY: this function's contract.
            unsafe { self.gather_taps(tensors, pixel, group, patch) };
        }
        patch
    }

    /// Gathers a window of which parts lie outside of the input, or apart from each other.
    ///
    /// # Safety
    /// The requirements are those of [`Windows::gather`].
    #[inline(never)]
    unsafe fn gather_taps(&self, tensors: &Tensors, pixel: &Pixel, group: usize, patch: *mut i8) {
        let shape = &self.shape;
        let window = &shape.window;
        let [_, _, width, channels] = shape.input;
        let size = shape.input_channels();
        let rows = pixel.rows;
        let columns = AxisTaps::inside(pixel.left, window.dilation_w, shape.kernel[1], width);
        // SAFETY: room for the window, in words.
        unsafe {
            fill(
                patch.cast(),
                tensors.padding,
                self.shape.depth().div_ceil(4),
            )
        };
        if rows.count == 0 || columns.count == 0 {
            return;
        }
        let mut x = pixel
            .x
            .wrapping_add((columns.at * channels + At(group) * size).0);
        let mut to =
            patch.wrapping_add((At(rows.first) * shape.row() + At(columns.first) * size).0);
        let pitch = At(window.dilation_h) * width * channels;
        if self.dense {
            let count = columns.count.wrapping_mul(size);
            let lines = CopiedRows {
                count,
                from: (pitch - count).0,
                to: shape.row().wrapping_sub(count),
            };
            // SAFETY: the rows of taps that lie in the input, to their places in the window.
            unsafe { expand::copy(x, to, rows.count, &lines) };
            return;
        }
        let taps = CopiedRows {
            count: size,
            from: (At(window.dilation_w) * channels - size).0,
            to: 0,
        };
        for _ in 0..rows.count {
            // SAFETY: the taps of a row that lie in the input, to their places in the window.
            unsafe { expand::copy(x, to, columns.count, &taps) };
            x = x.wrapping_add(pitch.0);
            to = to.wrapping_add(shape.row());
        }
    }
}

/// The taps in one direction that lie in the input.
#[derive(Debug, Clone, Copy)]
struct AxisTaps {
    /// The first tap that lies in the input.
    first: usize,
    /// The coordinate of the first.
    at: At,
    /// Their number.
    count: usize,
}

impl AxisTaps {
    /// Counts `taps` taps from coordinate `at` on, which wraps if it is negative.
    #[inline(always)]
    fn inside(mut at: At, dilation: usize, taps: usize, limit: usize) -> Self {
        let mut first = 0;
        while first < taps && at.0.cast_signed() < 0 {
            at += dilation;
            first += 1;
        }
        let mut count = taps.wrapping_sub(first);
        while count > 0 && at + (At(count) - 1) * dilation >= At(limit) {
            count -= 1;
        }
        Self { first, at, count }
    }
}

/// Fills `count` words with a byte.
///
/// # Safety
/// `to` is writable for them.
unsafe fn fill(to: *mut u32, value: i8, count: usize) {
    let value = u32::from(value.cast_unsigned()) * 0x0101_0101;
    for at in 0..count {
        // SAFETY: this function's contract.
        unsafe { to.wrapping_add(at).write(value) };
    }
}

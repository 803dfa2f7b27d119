//! Pixels gathered one by one: windows of one pixel, dilation, groups.

use core::ptr;

use super::super::expand::{self, Pairs};
use super::{Layer, Part, Tensors};

/// An output pixel.
#[derive(Debug, Clone, Copy, Default)]
struct Pixel {
    image: usize,
    row: usize,
    column: usize,
}

impl Layer {
    /// # Safety
    /// As for [`Layer::run`].
    pub(super) unsafe fn tiled(&self, tensors: &Tensors) {
        let pixels = self.shape.pixels();
        let tile = 2 * self.tile;
        let x = tensors.scratch.wrapping_add(self.patches);
        let mut pixel = Pixel::default();
        let mut first = 0;
        while first + 1 < pixels {
            let count = (pixels - first).min(tile) & !1;
            let start = pixel;
            for group in 0..self.shape.groups {
                pixel = start;
                // SAFETY: this function's contract; there are that many pixels from `first` on,
                // and scratch has room for a tile.
                unsafe { self.expand(tensors, x, &mut pixel, first, count, group) };
                let part = self.part(tensors, x, first, group);
                // SAFETY: a tile of pixels in i16.
                unsafe { self.compute(&part, count, first + count == pixels) };
            }
            first += count;
        }
        if first < pixels {
            for group in 0..self.shape.groups {
                // SAFETY: as above, for the last pixel.
                unsafe { self.expand_last(tensors, x, pixel, group) };
                let part = self.part(tensors, x, first, group);
                // SAFETY: a pixel in i16.
                unsafe { self.compute(&part, 1, true) };
            }
        }
    }

    fn part(&self, tensors: &Tensors, x: *const u32, first: usize, group: usize) -> Part {
        Part {
            x,
            y: tensors
                .y
                .wrapping_add(first * self.shape.output[3] + group * self.shape.output_channels()),
            weights: tensors.weights.wrapping_add(group * self.group),
            steps: ptr::null(),
        }
    }

    /// Expands `count` pixels, an even number, into the tile.
    ///
    /// # Safety
    /// There are that many pixels from number `first` on, which is at `pixel`.
    unsafe fn expand(
        &self,
        tensors: &Tensors,
        tile: *mut u32,
        pixel: &mut Pixel,
        first: usize,
        count: usize,
        group: usize,
    ) {
        let mut pairs = Pairs {
            pairs: count / 2,
            quads: self.quads,
            distance: 4 * self.quads,
            step: self.step,
        };
        if self.patches == 0 {
            let x = tensors.x.wrapping_add(first * self.shape.input[3]);
            // SAFETY: the pixels lie one after another, and a tile has room for their pairs.
            unsafe { expand::pairs(x, tile, &pairs) };
            return;
        }
        pairs.pairs = 1;
        let patch: *mut i8 = tensors.scratch.cast();
        let second = patch.wrapping_add(4 * self.quads);
        for pair in 0..count / 2 {
            for patch in [patch, second] {
                // SAFETY: there is such a pixel and room for its window.
                unsafe { self.gather(tensors, *pixel, group, patch) };
                self.advance(pixel);
            }
            // SAFETY: two windows, and room for a pair of pixels.
            unsafe { expand::pairs(patch, tile.wrapping_byte_add(pair * self.step), &pairs) };
        }
    }

    /// Expands the last pixel.
    ///
    /// # Safety
    /// `pixel` is the last.
    unsafe fn expand_last(&self, tensors: &Tensors, tile: *mut u32, pixel: Pixel, group: usize) {
        let x = if self.patches == 0 {
            let pixels = self.shape.pixels();
            tensors.x.wrapping_add((pixels - 1) * self.shape.input[3])
        } else {
            let patch = tensors.scratch.cast();
            // SAFETY: there is such a pixel and room for its window.
            unsafe { self.gather(tensors, pixel, group, patch) };
            patch
        };
        // SAFETY: a window, and room for at least a pair of pixels.
        unsafe { expand::quads(x, tile, self.quads) };
    }

    fn advance(&self, pixel: &mut Pixel) {
        let [_, rows, columns, _] = self.shape.output;
        pixel.column += 1;
        if pixel.column == columns {
            pixel.column = 0;
            pixel.row += 1;
            if pixel.row == rows {
                pixel.row = 0;
                pixel.image += 1;
            }
        }
    }

    /// The input under the window of a pixel, `[KH][KW][CI / groups]`.
    ///
    /// # Safety
    /// There is such a pixel, and `patch` has room for the window.
    unsafe fn gather(&self, tensors: &Tensors, pixel: Pixel, group: usize, mut patch: *mut i8) {
        let shape = &self.shape;
        let window = &shape.window;
        let [_, height, width, channels] = shape.input;
        let size = shape.input_channels();
        let image = tensors
            .x
            .wrapping_add(pixel.image * height * width * channels);
        // A coordinate above or left of the input wraps to a huge one.
        let top = (pixel.row * window.stride_h).wrapping_sub(window.pad_top);
        let left = (pixel.column * window.stride_w).wrapping_sub(window.pad_left);
        let seen = left.wrapping_add((shape.kernel[1] - 1) * window.dilation_w);
        let inside = left < width && seen < width;
        let whole = inside && window.dilation_w == 1 && shape.groups == 1;
        let size_of_run = if whole { shape.row() } else { size };
        let runs = if whole { 1 } else { shape.kernel[1] };
        for ky in 0..shape.kernel[0] {
            let row = top.wrapping_add(ky * window.dilation_h);
            for kx in 0..runs {
                let column = left.wrapping_add(kx * window.dilation_w);
                if row < height && column < width {
                    let x = image.wrapping_add((row * width + column) * channels + group * size);
                    // SAFETY: the tap, or the row of taps, lies in the input.
                    unsafe { copy(x, patch, size_of_run) };
                } else {
                    // SAFETY: room for the window.
                    unsafe { patch.write_bytes(tensors.padding.cast_unsigned(), size_of_run) };
                }
                patch = patch.wrapping_add(size_of_run);
            }
        }
    }
}

/// `count` bytes, in words as long as there are four: windows are short, a call of `memcpy` is not.
///
/// # Safety
/// Both are valid for `count` bytes and do not overlap.
#[inline(always)]
unsafe fn copy(mut from: *const i8, mut to: *mut i8, count: usize) {
    for _ in 0..count / 4 {
        // SAFETY: four of the bytes.
        let word = unsafe { from.cast::<u32>().read_unaligned() };
        // SAFETY: as above.
        unsafe { to.cast::<u32>().write_unaligned(word) };
        from = from.wrapping_add(4);
        to = to.wrapping_add(4);
    }
    for at in 0..count % 4 {
        // SAFETY: one of the bytes.
        let byte = unsafe { from.wrapping_add(at).read() };
        // SAFETY: as above.
        unsafe { to.wrapping_add(at).write(byte) };
    }
}

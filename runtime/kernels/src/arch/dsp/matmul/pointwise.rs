//! CONV_2D of 1×1, and FULLY_CONNECTED of many rows: windows of one pixel each, one after another, without a need
//! to gather them.
//!
//! Pixels are read in fours of bytes. Where they are no multiple of that, the last four has bytes of
//! the next pixel, which meet weights of zero; the last pixel has no next one, and is copied.
#![allow(unsafe_code)]

use super::super::expand::{self, CopiedRows, Pairs};
use super::{Matmul, PixelPart, Tensors};
use crate::at::At;

impl Matmul<'_> {
    /// # Safety
    /// The requirements are those of [`Matmul::run`], for a shape that is pointwise.
    pub(super) unsafe fn pointwise<const NIBBLES: bool>(&self, tensors: &Tensors) {
        let pixels = At(self.columns) * tensors.rows.min(tensors.height);
        if self.tile == 0 {
            if pixels == At(1) {
                // SAFETY: the only pixel.
                unsafe { self.row::<false>(tensors) };
            }
            return;
        }
        let (tensors, steps) = &self.with_room::<NIBBLES>(tensors);
        let whole = self.has_words();
        let tile = match whole {
            true => tensors.scratch,
            false => tensors.scratch.wrapping_add(self.quads.wrapping_mul(2)),
        };
        let mut first = At(0);
        while first < pixels {
            let count = match (pixels - first).0.min(self.tile.wrapping_mul(2)) {
                1 => 1,
                count => count & !1,
            };
            let x = tensors.x.wrapping_add((first * self.inputs).0);
            let last = first + count == pixels;
            // The pixels of which all fours can be read: not the last one, nor the one it goes with.
            let inside = match (count, last && !whole) {
                (1, _) | (2, true) => 0,
                (_, true) => count.wrapping_sub(2),
                _ => count,
            };
            if inside > 0 {
                // SAFETY: so many pixels, and a tile has room for them.
                unsafe { self.expand_pairs(x, tile, inside / 2, self.inputs) };
            }
            if inside < count {
                let x = x.wrapping_add(inside.wrapping_mul(self.inputs));
                let tile = tile.wrapping_byte_add((inside / 2).wrapping_mul(self.step));
                // SAFETY: the one or two pixels that are left, which the tile has room for.
                unsafe { self.expand_end(x, tensors.scratch, tile, count.wrapping_sub(inside)) };
            }
            let part = PixelPart {
                x: tile,
                y: tensors.y.wrapping_add((first * self.outputs).0),
                weights: tensors.weights,
                steps: *steps,
            };
            first += count;
            // SAFETY: a tile of pixels in i16.
            unsafe { self.compute_pixels(&part, count, last) };
        }
    }

    /// Expands pairs of pixels that are `distance` bytes apart.
    ///
    /// # Safety
    /// All fours of so many pixels can be read, and `tile` has room for them.
    #[inline(always)]
    unsafe fn expand_pairs(&self, x: *const i8, tile: *mut u32, pairs: usize, distance: usize) {
        let pairs = Pairs {
            pairs,
            quads: self.quads,
            distance,
            step: self.step,
        };
        // SAFETY: this function's contract.
        unsafe { expand::pairs(x, tile, &pairs) };
    }

    /// Expands a last pixel, or a pair with it, by way of `patch`.
    ///
    /// # Safety
    /// There are one or two `pixels`, `tile` has room for them, and `patch` for the fours of one.
    #[inline(never)]
    unsafe fn expand_end(&self, x: *const i8, patch: *mut u32, tile: *mut u32, pixels: usize) {
        let line = CopiedRows {
            count: self.inputs,
            from: 0,
            to: 0,
        };
        let last = x.wrapping_add(((At(pixels) - 1) * self.inputs).0);
        let patch: *mut i8 = patch.cast();
        if self.has_words() {
            // SAFETY: a single pixel of whole fours.
            unsafe { expand::quads(last, tile, self.quads) };
            return;
        }
        // SAFETY: a pixel, and room for it.
        unsafe { expand::copy(last, patch, 1, &line) };
        if pixels == 1 {
            // SAFETY: the copy has all fours.
            unsafe { expand::quads(patch, tile, self.quads) };
        } else {
            let distance = patch.addr().wrapping_sub(x.addr());
            // SAFETY: the first pixel's last four ends in the second, which is as long as a four.
            unsafe { self.expand_pairs(x, tile, 1, distance) };
        }
    }
}

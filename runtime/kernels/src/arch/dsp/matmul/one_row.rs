//! FULLY_CONNECTED of one row: a single pixel of one tap.
#![allow(unsafe_code)]

use super::super::expand::{self, CopiedRows};
use super::{Matmul, PixelPart, Tensors};

impl Matmul<'_> {
    /// Computes the row. Inline, so that all that is known of a layer is known here: some are very small.
    ///
    /// # Safety
    /// The requirements are those of [`Matmul::run`], for a shape with one row.
    #[inline(always)]
    pub(in super::super) unsafe fn row<const NIBBLES: bool>(&self, tensors: &Tensors) {
        let (tensors, steps) = &self.with_room::<NIBBLES>(tensors);
        let x = if self.tile == 0 {
            tensors.x.cast()
        } else {
            let patch = if self.has_words() {
                0
            } else {
                self.quads.wrapping_mul(2)
            };
            let tile = tensors.scratch.wrapping_add(patch);
            // SAFETY: this function's contract.
            unsafe { self.expand_row(tensors, tile) };
            tile.cast_const()
        };
        let part = PixelPart {
            x,
            y: tensors.y,
            weights: tensors.weights,
            steps: *steps,
        };
        // SAFETY: the row in i16, or as it is.
        unsafe { self.compute(&part, 1, true) };
    }

    /// # Safety
    /// The requirements are those of [`Matmul::row`]; `tile` has room for the row.
    #[inline(always)]
    unsafe fn expand_row(&self, tensors: &Tensors, tile: *mut u32) {
        if self.inputs == 1 {
            // SAFETY: the only value.
            let x = unsafe { tensors.x.read() };
            // SAFETY: room for it.
            unsafe { tile.write(i32::from(x).cast_unsigned()) };
            return;
        }
        let x = if self.has_words() {
            tensors.x
        } else {
            let patch = tensors.scratch.cast();
            let line = CopiedRows {
                count: self.inputs,
                from: 0,
                to: 0,
            };
            // SAFETY: the row, and room for it.
            unsafe { expand::copy(tensors.x, patch, 1, &line) };
            patch
        };
        // SAFETY: a row in words, and room for it.
        unsafe { expand::quads(x, tile, self.quads) };
    }

    /// Returns whether a row is of whole words, and so read where it lies.
    #[inline(always)]
    pub(super) const fn has_words(&self) -> bool {
        self.inputs.is_multiple_of(4)
    }
}

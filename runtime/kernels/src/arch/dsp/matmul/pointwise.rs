//! Windows of one pixel each, one after another: nothing to gather.

use core::ptr;

use super::super::expand::{self, Pairs};
use super::{Layer, Part, Tensors};

impl Layer<'_> {
    /// # Safety
    /// As for [`Layer::run`], of a shape that is pointwise.
    pub(super) unsafe fn pointwise(&self, tensors: &Tensors) {
        let pixels = self.columns * tensors.rows.min(tensors.height);
        if self.tile == 0 {
            if pixels == 1 {
                // SAFETY: the only pixel.
                unsafe { self.row(tensors) };
            }
            return;
        }
        let mut first = 0;
        while first < pixels {
            let count = match (pixels - first).min(2 * self.tile) {
                1 => 1,
                count => count & !1,
            };
            let x = tensors.x.wrapping_add(first * self.inputs);
            if count == 1 {
                // SAFETY: the last pixel, and room for it.
                unsafe { expand::quads(x, tensors.scratch, self.quads) };
            } else {
                let pairs = Pairs {
                    pairs: count / 2,
                    quads: self.quads,
                    distance: 4 * self.quads,
                    step: self.step,
                };
                // SAFETY: so many pixels, and a tile has room for them.
                unsafe { expand::pairs(x, tensors.scratch, &pairs) };
            }
            let part = Part {
                x: tensors.scratch,
                y: tensors.y.wrapping_add(first * self.outputs),
                weights: tensors.weights,
                steps: ptr::null(),
            };
            first += count;
            // SAFETY: a tile of pixels in i16.
            unsafe { self.compute_pixels(&part, count, first == pixels) };
        }
    }
}

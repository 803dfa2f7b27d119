//! CONV_2D whose windows are read where they lie, in rows of the input that are expanded once.
//!
//! Scratch holds the table of the core's steps and a ring of as many rows as the window has, each
//! with its padding. A row of output needs `stride_h` new ones.
#![allow(unsafe_code)]

use super::super::expand;
use super::{Matmul, PixelPart, Tensors, Windows};
use crate::arch::keep_rolled;
use crate::at::At;

impl Matmul<'_> {
    /// # Safety
    /// The requirements are those of [`Matmul::run`].
    pub(super) unsafe fn direct(&self, tensors: &Tensors) {
        let Some(windows) = self.windows else {
            return;
        };
        let (columns, outputs) = (self.columns, self.outputs);
        let rows = tensors.rows;
        let [taps, stride] = [windows.shape.kernel[0], windows.shape.window.stride_h];
        let steps: *mut i32 = tensors.scratch.cast();
        let ring: *mut i8 = steps.wrapping_add(taps.wrapping_mul(windows.turns)).cast();
        let ring = ring.wrapping_add(windows.ring.lead);
        // SAFETY: the ring.
        unsafe { windows.pad(ring, tensors.padding) };
        // Without the panic that `%` would leave in firmware: there is a row.
        let slot = |row: usize| row.checked_rem(taps).unwrap_or(0);
        let mut y = tensors.y;
        let mut loaded = 0;
        for row in 0..rows {
            let first = row.wrapping_mul(stride);
            let end = first.wrapping_add(taps);
            for padded in loaded.max(first)..end {
                let to = ring.wrapping_add(slot(padded).wrapping_mul(windows.ring.pitch));
                // SAFETY: a row of the ring.
                unsafe { windows.load(tensors, padded, to) };
            }
            loaded = end;
            let slot = slot(first);
            // SAFETY: the table has room for the steps.
            unsafe { windows.steps(slot, steps) };
            let last = row.wrapping_add(1) == rows;
            let x = ring.wrapping_add(slot.wrapping_mul(windows.ring.pitch));
            let mut part = PixelPart {
                x: x.cast(),
                y,
                weights: tensors.weights,
                steps,
            };
            let pairs = columns / 2;
            if pairs > 0 {
                // SAFETY: the rows under the window are in the ring.
                unsafe { self.compute_pixels(&part, 2 * pairs, last && columns % 2 == 0) };
            }
            if columns % 2 == 1 {
                part.x = part.x.wrapping_byte_add(pairs.wrapping_mul(self.step));
                part.y = y.wrapping_add((At(pairs) * 2 * outputs).0);
                // SAFETY: as above.
                unsafe { self.compute_pixels(&part, 1, last) };
            }
            y = y.wrapping_add(columns.wrapping_mul(outputs));
        }
    }
}

impl Windows {
    /// Writes what is left and right of the rows.
    ///
    /// # Safety
    /// `to` is the ring.
    unsafe fn pad(&self, to: *mut i8, padding: i8) {
        let ring = &self.ring;
        // SAFETY: left of the first row.
        unsafe { fill(to.cast(), padding, ring.left / 2) };
        for row in 0..ring.rows {
            let to = to.wrapping_add((At(row) * ring.pitch + ring.left + ring.row).0);
            let size = match row.wrapping_add(1) < ring.rows {
                true => ring.pitch.wrapping_sub(ring.row),
                false => ring.right,
            };
            // SAFETY: up to the next row, or right of the last.
            unsafe { fill(to.cast(), padding, size / 2) };
        }
    }

    /// Expands a row of the padded input, without the columns of padding.
    ///
    /// # Safety
    /// The requirements are those of [`Matmul::run`]; `to` is a row of the ring.
    unsafe fn load(&self, tensors: &Tensors, padded: usize, to: *mut i8) {
        let [_, _, width, channels] = self.shape.input;
        let size = width.wrapping_mul(channels);
        let to = to.wrapping_add(self.ring.left).cast();
        let row = padded.wrapping_sub(tensors.pad_top);
        if row < tensors.height {
            // SAFETY: a row of the input, and room for it.
            unsafe { expand::row(tensors.x.wrapping_add(row.wrapping_mul(size)), to, size) };
        } else {
            // SAFETY: room for a row.
            unsafe { fill(to, tensors.padding, size) };
        }
    }

    /// Writes the core's steps over a ring whose first row is in `slot`: from the end of each turn to the
    /// start of the next, which follows it unless it is in another row.
    ///
    /// # Safety
    /// `steps` has room for them.
    unsafe fn steps(&self, slot: usize, mut steps: *mut i32) {
        let taps = self.shape.kernel[0];
        let pitch = self.ring.pitch;
        // Only a loop moves `x` while it reads a segment, and it ends at an odd step.
        let (walked, odd) = match self.walk.segments {
            0 => (At(self.turns) * 4 * self.walk.unroll, 1),
            _ => (At(0), 0),
        };
        for tap in 1..=taps {
            for _ in 1..self.turns {
                // SAFETY: this function's contract.
                unsafe { steps.write(0) };
                steps = steps.wrapping_add(1);
            }
            // To the slot below, or from the last one to the first.
            let wraps = if slot.wrapping_add(tap) == taps {
                At(taps) * pitch
            } else {
                At(0)
            };
            let step = At(pitch) - wraps - walked;
            // The slot below that of the last row is that of the first: on to the next pair.
            let next = if tap == taps {
                At(self.walk.distance) * 2 + odd
            } else {
                At(0)
            };
            // SAFETY: this function's contract.
            unsafe { steps.write((step + next).0.cast_signed() as i32) };
            steps = steps.wrapping_add(1);
        }
    }
}

/// # Safety
/// `to` is valid for `count` values.
unsafe fn fill(to: *mut i16, value: i8, count: usize) {
    for at in 0..count {
        keep_rolled();
        // SAFETY: this function's contract.
        unsafe { to.wrapping_add(at).write(value.into()) };
    }
}

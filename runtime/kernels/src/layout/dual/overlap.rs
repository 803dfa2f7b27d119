//! Overlap of the input with the output, or with scratch.

use super::{CHANNELS, DualWalk};
use crate::op::Shape;
use crate::overlap::Overlap;

impl Shape {
    /// Returns the first byte of the input, counted over all images, that the windows of the output's
    /// pixel `pixel` or of later pixels may read.
    pub(crate) fn seen_from(&self, pixel: usize) -> usize {
        let [images, height, width, channels] = self.input;
        let [_, rows, columns, _] = self.output;
        let image = pixel / self.pixels();
        if image >= images {
            return images * height * width * channels;
        }
        let (row, column) = (pixel / columns % rows, pixel % columns);
        let top = |row: usize| (row * self.window.stride_h).saturating_sub(self.window.pad_top);
        let left = (column * self.window.stride_w).saturating_sub(self.window.pad_left);
        let own = top(row) * width + left.min(width);
        let below = match row + 1 < rows {
            true => top(row + 1) * width,
            false => height * width,
        };
        (image * height * width + own.min(below).min(height * width)) * channels
    }
}

impl DualWalk {
    /// The overlap of input and output if images are computed one after another.
    pub fn overlap(self, shape: &Shape) -> Overlap {
        if self.distance > 0 {
            self.of_rows(shape)
        } else if self.tile == 0 {
            // The whole input is needed until the last block.
            Overlap {
                distance: shape.output[0] * shape.output[3],
                step: 1,
            }
        } else {
            self.of_tiles(shape)
        }
    }

    /// A row of output is written when all that it sees is expanded: rows that are not in the ring yet are
    /// needed later.
    fn of_rows(self, shape: &Shape) -> Overlap {
        let [images, height, width, channels] = shape.input;
        let [_, rows, columns, outputs] = shape.output;
        let window = shape.window;
        let written = |row: usize| {
            let last = (row + 1).is_multiple_of(rows);
            (row + 1) * columns * outputs + if last { 0 } else { beyond(shape) }
        };
        let needed = |row: usize| {
            let (image, row) = (row / rows, row % rows);
            let loaded = row * window.stride_h + shape.kernel[0];
            let next = loaded.max((row + 1) * window.stride_h);
            let next = match row + 1 < rows {
                true => next.saturating_sub(window.pad_top).min(height),
                false => height,
            };
            (image * height + next) * width * channels
        };
        Overlap::of_parts(images * rows, written, needed)
    }

    /// A tile of pixels is expanded, then written, for one group after the other.
    fn of_tiles(self, shape: &Shape) -> Overlap {
        let pixels = shape.pixels();
        let tile = 2 * self.tile(shape);
        // The last pixel of an odd number forms its own tile.
        let full = (pixels / 2).div_ceil(self.tile(shape));
        let parts = full + pixels % 2;
        let end = |part: usize| match part % parts + 1 {
            part if part > full => pixels,
            part => (part * tile).min(pixels / 2 * 2),
        };
        let first = |part: usize| part / parts * pixels;
        let written = |part: usize| {
            let beyond = if end(part) < pixels { beyond(shape) } else { 0 };
            (first(part) + end(part)) * shape.output[3] + beyond
        };
        let start = |part: usize| match part % parts {
            0 => 0,
            _ => end(part - 1),
        };
        let images = shape.input[0];
        if shape.groups == 1 {
            let needed = |part: usize| shape.seen_from(first(part) + end(part));
            Overlap::of_parts(images * parts, written, needed)
        } else {
            // The next group of a tile's outputs needs all that a group sees.
            let needed = |part: usize| shape.seen_from(first(part) + start(part));
            Overlap::of_parts(images * parts + 1, written, needed)
        }
    }

    /// The overlap of input and scratch, if the input is one row that is expanded before anything is
    /// computed.
    pub fn scratch_overlap(self, shape: &Shape) -> Option<Overlap> {
        let row = shape.is_matrix() && shape.pixels() == 1 && self.tile > 0;
        let [images, _, _, inputs] = shape.input;
        if !row || images > 1 {
            return None;
        }
        let words = inputs / 4;
        Some(if inputs.is_multiple_of(4) {
            // Four bytes become eight, in ascending order; up to 16 are read before they are written.
            let done = |part: usize| match words / 4 {
                turns if part < turns => 4 * (part + 1),
                turns => part + 1 + 3 * turns,
            };
            let parts = words / 4 + words % 4;
            Overlap::of_parts(parts, |part| 8 * done(part), |part| 4 * done(part))
        } else {
            // The row is first copied to the start of scratch, in ascending order.
            Overlap {
                distance: 0,
                step: 1,
            }
        })
    }
}

/// Bytes that a pixel's last block writes past its channels: the next pixel's, before those are
/// computed. A pixel that fills no block is written aside.
fn beyond(shape: &Shape) -> usize {
    match shape.output[3] {
        channels if channels < CHANNELS => 0,
        channels => channels.next_multiple_of(CHANNELS) - channels,
    }
}

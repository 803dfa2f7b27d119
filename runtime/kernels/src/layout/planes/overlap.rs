//! Overlap of the input with the output.

use core::ops::Range;

use super::{Band, CHANNELS, Planar};
use crate::op::Shape;
use crate::overlap::Overlap;

impl Planar {
    /// The overlap of input and output if images are computed one after another.
    pub fn overlap(self, shape: &Shape) -> Overlap {
        if self.stride == 0 {
            of_pixels(shape)
        } else {
            self.of_bands(shape)
        }
    }

    /// A part of the image is computed block by block: four channels of all its pixels are read, then
    /// written.
    ///
    /// Where the input's pixels lie over pixels of the output, a block is written over channels that
    /// have been read; so only later parts need what they see. Where the last block has channels of
    /// the one before, the whole part is needed until it is done.
    fn of_bands(self, shape: &Shape) -> Overlap {
        let [images, _, _, channels] = shape.input;
        let [_, _, columns, _] = shape.output;
        let band = Band::of(shape, self);
        let parts = band.parts();
        let first = |part: usize| part / parts * shape.pixels();
        let end = |part: usize| {
            let [rows, across] = self.part(&band, part % parts);
            first(part) + (rows.end - 1) * columns + across.end
        };
        let start = |part: usize| {
            let [rows, across] = self.part(&band, part % parts);
            shape.seen_from(first(part) + rows.start * columns + across.start)
        };
        let all = images * parts;
        let written = |part: usize| (0..=part).map(end).max().unwrap_or(0) * channels;
        let later = |part: usize| (part..all).map(start).min().unwrap_or(0);
        if channels.is_multiple_of(CHANNELS) {
            let overlap = Overlap::of_parts(all, written, |part| later(part + 1));
            Overlap {
                step: channels,
                ..overlap
            }
        } else {
            Overlap::of_parts(all + 1, written, later)
        }
    }

    /// Returns the rows and columns of the output that are computed together.
    fn part(self, band: &Band, part: usize) -> [Range<usize>; 2] {
        let across = band.columns.output.div_ceil(band.width);
        let top = part / across * band.height;
        // The last part has two columns, even if one of them belongs to the part before.
        let last = band.columns.output.saturating_sub(2);
        let left = (part % across * band.width).min(last);
        let rows = top..band.rows.output.min(top + band.height);
        let columns = left..band.columns.output.min(left + band.width);
        match self.swapped {
            true => [columns, rows],
            false => [rows, columns],
        }
    }
}

/// The output is computed pixel by pixel, and each pixel block by block.
fn of_pixels(shape: &Shape) -> Overlap {
    let [images, _, _, channels] = shape.input;
    let blocks = channels.div_ceil(CHANNELS);
    let last = channels - CHANNELS;
    let written = |part: usize| {
        let (pixel, block) = (part / blocks, part % blocks);
        pixel * channels + (CHANNELS * block).min(last) + CHANNELS
    };
    let needed = |part: usize| {
        let (pixel, block) = (part / blocks, part % blocks + 1);
        let next = shape.seen_from(pixel + 1);
        match block < blocks {
            true => next.min(shape.seen_from(pixel) + (CHANNELS * block).min(last)),
            false => next,
        }
    };
    Overlap::of_parts(images * shape.pixels() * blocks, written, needed)
}

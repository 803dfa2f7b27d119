//! Bands of rows by planes: taken apart, then computed channel by channel.
//!
//! Rows and columns here are those of the planes, which may be the image's columns and rows.

use core::ops::Range;

use crate::layout::planes::{CHANNEL, CHANNELS, ROWS, TAPS, stride_pairs};

use super::split::{self, Line};
use super::{Core as Cores, Layer, Tensors};

/// Bytes of two columns of all planes.
pub(super) const COLUMNS: usize = 4 * CHANNELS * ROWS;

/// What a core is told about the outputs that it computes in one call: steps of 2×2, of which the
/// last ones may have but one column or row. Those have a distance of 0 to it: what is computed
/// for a second one lands under the first, which is written later.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Run {
    /// Bytes of a plane's columns from the first step to the end of the last full one.
    pub(super) span: usize,
    /// Whether one more step has but one column.
    pub(super) odd: usize,
    /// Bytes of `y` from column to column.
    pub(super) column: usize,
    /// Bytes of `y` from row to row.
    pub(super) row: usize,
    /// The same for the last step down: 0 if it has but one row.
    pub(super) last: usize,
    /// Steps down, at least 1.
    pub(super) steps: usize,
    /// Bytes of a plane's columns that a turn of two steps is ahead: 0, or if there is an odd number
    /// of full ones those of one.
    pub(super) half: usize,
}

/// Computes a plane: `x` is its first word, `weights` are those of its channel.
pub(super) type Core =
    unsafe extern "C" fn(x: *const u32, weights: *const u32, y: *mut i8, run: *const Run);

impl Layer {
    /// # Safety
    /// As for [`Layer::run`], of one image.
    #[inline(never)]
    pub(super) unsafe fn planes(&self, image: Tensors) {
        let channels = self.shape.input[3];
        let mut weights = image.weights;
        for start in (0..channels).step_by(CHANNELS) {
            let start = start.min(channels - CHANNELS);
            let block = Tensors {
                x: image.x.wrapping_add(start),
                y: image.y.wrapping_add(start),
                weights,
                ..image
            };
            for top in (0..self.band.rows.output).step_by(self.band.height) {
                let rows = top..(top + self.band.height).min(self.band.rows.output);
                for left in (0..self.band.columns.output).step_by(self.band.width) {
                    let columns = left..(left + self.band.width).min(self.band.columns.output);
                    // SAFETY: a part of the image, of no more than the band's size.
                    unsafe {
                        self.split(block, rows.clone(), columns.clone());
                        self.compute(block, rows.clone(), columns);
                    }
                }
            }
            weights = weights.wrapping_add(self.block);
        }
    }

    /// Fills the planes with all that these outputs see.
    ///
    /// # Safety
    /// As for [`Layer::run`]; the outputs are no more than the planes have room for.
    unsafe fn split(&self, block: Tensors, rows: Range<usize>, columns: Range<usize>) {
        let stride = self.planar.stride;
        let band = &self.band;
        // The first column of the planes is padding or a pixel.
        let padded = columns.start * stride;
        let left = usize::from(padded < band.columns.pad);
        let first = padded + left - band.columns.pad;
        let pairs = stride_pairs(columns.len().next_multiple_of(2), stride);
        let seen = (band.columns.input - first.min(band.columns.input)).min(2 * pairs - left);
        let rest = seen - left;
        let line = Line {
            stride: band.columns.x,
            pairs: rest / 2,
            left,
            right: rest % 2,
            after: pairs - left - rest.div_ceil(2),
        };
        let padding = u32::from_ne_bytes([block.padding.cast_unsigned(); 4]);
        // A row of padding is one pixel of it, at a distance of 0.
        let blank = Line { stride: 0, ..line };
        for row in 0..(rows.len().next_multiple_of(2) - 1) * stride + TAPS {
            let to = block.scratch.wrapping_add(row);
            let at = (rows.start * stride + row).wrapping_sub(band.rows.pad);
            // SAFETY: a row of the planes, from one of the image or from the padding.
            unsafe {
                if at < band.rows.input {
                    let x = block
                        .x
                        .wrapping_add(at * band.rows.x + first * band.columns.x);
                    split::row(x, to, padding, &line);
                } else {
                    split::row((&raw const padding).cast(), to, padding, &blank);
                }
            }
        }
    }

    /// Computes these outputs.
    ///
    /// # Safety
    /// As for [`Layer::run`]; the planes hold what the outputs see.
    unsafe fn compute(&self, block: Tensors, rows: Range<usize>, columns: Range<usize>) {
        let band = &self.band;
        let Cores::Plane(core) = self.core else {
            return;
        };
        let full = columns.len() / 2;
        let run = Run {
            span: full * self.planar.stride * COLUMNS,
            odd: columns.len() % 2,
            column: band.columns.y,
            row: band.rows.y,
            last: if rows.len() % 2 == 0 { band.rows.y } else { 0 },
            steps: rows.len().div_ceil(2),
            half: full % 2 * COLUMNS,
        };
        let y = block
            .y
            .wrapping_add(rows.start * band.rows.y + columns.start * band.columns.y);
        for channel in 0..CHANNELS {
            // SAFETY: the channel's plane, its weights, and these outputs of it.
            unsafe {
                core(
                    block.scratch.wrapping_add(channel * ROWS),
                    block.weights.wrapping_add(channel * CHANNEL),
                    y.wrapping_add(channel),
                    &raw const run,
                );
            }
        }
    }
}

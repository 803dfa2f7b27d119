//! DEPTHWISE_CONV_2D of 3×3 by planes: bands of rows are taken apart, then computed channel by channel.
//!
//! Rows and columns here are those of the planes, which may be the image's columns and rows.
#![allow(unsafe_code)]

use core::ops::Range;

use crate::at::At;
use crate::layout::planes::band::{BandAxis, stride_pairs};
use crate::layout::planes::{CHANNELS, TAPS};

use super::deinterleave::{Deinterleave, Lines};
use super::{Depthwise, DepthwiseCore, Tensors};

/// The outputs that a core computes in one call: steps of 2×2, of which the last ones may have only
/// one column or row. A single column has a distance of 0 to the next: the outputs of the next then
/// land under it, and are overwritten.
#[derive(Debug)]
#[repr(C)]
pub(super) struct PlanesRun {
    /// `row + column`.
    corner: usize,
    /// Bytes of `y` from row to row.
    row: usize,
    /// Bytes of `y` from column to column.
    column: usize,
    /// Bytes of columns that full steps move by, not 0.
    span: usize,
    /// Steps down; 0 if there is a single row.
    steps: usize,
    /// Whether a single row follows.
    last: usize,
    /// `column` if one more step of a single column follows each row of steps, else 0.
    single: usize,
    /// Bytes of `x` from the end of a row of steps to the start of the next.
    x_back: usize,
    /// Bytes of `y` from the end of a row of steps to the start of the next.
    y_back: usize,
    /// Bytes of columns that a turn of two steps starts before the first: one step's if their number
    /// is odd.
    half: usize,
}

/// Computes four planes: `x` is the first one's first word.
pub(super) type PlanesCore =
    unsafe extern "C" fn(x: *const u32, weights: *const u32, y: *mut i8, run: *const PlanesRun);

/// Four channels of a part of the image, whichever they are.
#[derive(Debug)]
struct PlanesPart {
    /// Pixels, from `x` of the tensors on.
    lines: Lines,
    /// Offset of the first pixel.
    x: usize,
    /// Rows of the planes.
    rows: usize,
    /// The row of the first pixel.
    row: usize,
    /// Offset of the first output.
    y: usize,
    run: PlanesRun,
}

impl Depthwise<'_> {
    /// # Safety
    /// The requirements are those of [`Depthwise::run`].
    #[inline(never)]
    pub(super) unsafe fn planes(&self, image: Tensors) {
        let DepthwiseCore::Plane(split, core) = self.core else {
            return;
        };
        let axes = self.axes(&image);
        let [columns, rows] = &axes;
        let [width, height] = self.part.map(usize::from);
        // The last part has two columns even if one of them is the part's before.
        let last = columns.output.saturating_sub(2);
        let mut top = 0;
        while top < rows.output {
            let bottom = top.wrapping_add(height);
            let mut next = 0;
            while next < columns.output {
                let left = next.min(last);
                let part = [
                    top..rows.output.min(bottom),
                    left..columns.output.min(left.wrapping_add(width)),
                ];
                // SAFETY: a part of the image, of no more than the planes' size.
                unsafe { self.compute(image, part, (&axes, split, core)) };
                next = next.wrapping_add(width);
            }
            top = bottom;
        }
    }

    /// Computes all channels of these rows and columns.
    ///
    /// # Safety
    /// The requirements are those of [`Depthwise::run`]; the planes have room for the outputs.
    unsafe fn compute(
        &self,
        image: Tensors,
        [rows, columns]: [Range<usize>; 2],
        (axes, split, core): (&[BandAxis; 2], Deinterleave, PlanesCore),
    ) {
        let channels = self.channels;
        let padding = u32::from_ne_bytes([image.padding.cast_unsigned(); 4]);
        let part = self.place(axes, &rows, &columns);
        let blank = Lines {
            stride: 0,
            pitch: 0,
            ..part.lines
        };
        let below = part.row.wrapping_add(part.lines.rows);
        for (first, rows) in [(0, part.row), (below, part.rows.wrapping_sub(below))] {
            if rows > 0 {
                let x = (&raw const padding).cast();
                let to = image.scratch.wrapping_add(first);
                let lines = Lines { rows, ..blank };
                // SAFETY: one pixel of padding for all, and rows of the planes.
                unsafe { split(x, to, padding, &raw const lines) };
            }
        }
        let to = image.scratch.wrapping_add(part.row);
        for start in (0..channels).step_by(CHANNELS) {
            let start = start.min(channels.wrapping_sub(CHANNELS));
            let x = image.x.wrapping_add(start.wrapping_add(part.x));
            let y = image.y.wrapping_add(start.wrapping_add(part.y));
            let weights = image
                .weights
                .wrapping_add(start.wrapping_mul(self.channel.into()));
            if part.lines.rows > 0 {
                // SAFETY: pixels of the image, and room for them.
                unsafe { split(x, to, padding, &raw const part.lines) };
            }
            // SAFETY: the planes hold what the outputs see.
            unsafe { core(image.scratch, weights, y, &raw const part.run) };
        }
    }

    /// Where the pixels are that these outputs see, and where these are.
    fn place(
        &self,
        [across, down]: &[BandAxis; 2],
        rows: &Range<usize>,
        columns: &Range<usize>,
    ) -> PlanesPart {
        let stride = usize::from(self.stride);
        // It does not matter what a row below the last sees.
        let height = ((At(rows.len()) - 1) * stride + TAPS).0;
        let even = columns.len().wrapping_add(columns.len() % 2);
        let pairs = stride_pairs(even, stride);
        let (top, y, rows_seen) = seen(down, rows.start.wrapping_mul(stride), height);
        let width = pairs.wrapping_mul(2);
        let (left, x, columns_seen) = seen(across, columns.start.wrapping_mul(stride), width);
        let rest = columns_seen.saturating_sub(left);
        PlanesPart {
            lines: Lines {
                stride: across.x,
                pairs: rest / 2,
                left,
                right: rest % 2,
                after: (At(pairs) - left - rest.div_ceil(2)).0,
                rows: rows_seen,
                pitch: down.x,
            },
            x: (At(y) * down.x + At(x) * across.x).0,
            rows: height,
            row: top,
            y: (At(rows.start) * down.y + At(columns.start) * across.y).0,
            run: self.run_of([across.y, down.y], rows.len(), columns.len()),
        }
    }

    /// The [`PlanesRun`] of outputs whose columns and rows are so many bytes apart.
    fn run_of(&self, [column, row]: [usize; 2], rows: usize, columns: usize) -> PlanesRun {
        let [stride, height] = [self.stride, self.turn].map(usize::from);
        // The bytes of two columns of all planes.
        let bytes = At(4 * CHANNELS) * height;
        let (steps, full) = (rows / 2, (columns / 2).max(1));
        let column = if columns > 1 { column } else { 0 };
        let span = At(full) * stride * bytes;
        let half = if stride == 1 {
            At(full % 2) * bytes
        } else {
            At(0)
        };
        PlanesRun {
            corner: row.wrapping_add(column),
            row,
            column,
            span: span.0,
            steps,
            last: rows % 2,
            single: (columns % 2).wrapping_mul(column),
            x_back: (At(stride) * 8 - (span + half)).0,
            y_back: (At(row) * 2 - At(full) * 2 * column).0,
            half: half.0,
        }
    }
}

/// Counts `size` pixels from `start` of the padded input on: how many are padding before the input,
/// the first that is not, and how many are not.
pub(super) fn seen(axis: &BandAxis, start: usize, size: usize) -> (usize, usize, usize) {
    let before = axis.pad.saturating_sub(start);
    let first = (At(start) + before - axis.pad).0;
    let count = axis
        .input
        .saturating_sub(first)
        .min(size.wrapping_sub(before));
    (before, first, count)
}

//! The rows of the input in which direct windows are read.

use crate::op::Shape;

/// Rows of the input, expanded to i16 and padded: as many as a window has.
///
/// The padding on the right of a row is that on the left of the next one.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(arch = "dsp"),
    expect(dead_code, reason = "the host needs its size alone")
)]
pub(crate) struct Ring {
    /// Bytes before the first row that align the first pixel after the padding.
    pub(crate) lead: usize,
    /// Bytes of padding left of a row.
    pub(crate) left: usize,
    /// Bytes of a row.
    pub(crate) row: usize,
    /// Bytes of padding right of a row.
    pub(crate) right: usize,
    /// Bytes from row to row.
    pub(crate) pitch: usize,
    /// Number of rows.
    pub(crate) rows: usize,
    /// Bytes from the first window of a row to the last.
    last: usize,
}

impl Ring {
    pub(crate) const fn of(shape: &Shape) -> Self {
        let pixel = 2 * shape.input[3];
        let left = shape.window.pad_left * pixel;
        let row = shape.input[2] * pixel;
        let last = (shape.output[2] - 1) * shape.window.stride_w * pixel;
        let right = (last + shape.kernel[1] * pixel).saturating_sub(left + row);
        let between = if left > right { left } else { right };
        Self {
            lead: left % 4,
            left,
            row,
            right,
            pitch: (row + between).next_multiple_of(4),
            rows: shape.kernel[0],
            last,
        }
    }

    /// Bytes of all rows, and of the words that the last segment of `segment` words reads past them.
    pub(crate) const fn bytes(self, segment: usize) -> usize {
        let (given, seen) = (self.left + self.row, self.last + 4 * segment);
        let row = if given > seen { given } else { seen };
        self.lead + (self.rows - 1) * self.pitch + row
    }
}

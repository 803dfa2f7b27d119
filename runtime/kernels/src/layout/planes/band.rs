//! The division of an image into planes.

use super::{CHANNELS, Planar, ROW_PAIRS, ROWS, TAPS};
use crate::op::Shape;

/// Most columns of outputs by pairs of rows.
const COLUMNS: usize = 30;
/// Most pairs of columns in a plane, for each number of rows in `ROWS`.
const PAIRS: [usize; 4] = [14, 20, 20, 14];

/// One direction over the pixels of the input and the output.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(arch = "dsp"),
    allow(dead_code, reason = "the kernel reads the fields")
)]
pub(crate) struct BandAxis {
    /// Pixels of the input.
    pub(crate) input: usize,
    /// Pixels of the output.
    pub(crate) output: usize,
    /// Padding before the input: 0 or 1.
    pub(crate) pad: usize,
    /// Bytes between neighboring pixels of the input.
    pub(crate) x: usize,
    /// Bytes between neighboring pixels of the output.
    pub(crate) y: usize,
}

/// The division of an image into planes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Band {
    /// The direction along the planes' columns.
    pub(crate) columns: BandAxis,
    /// The direction along the planes' rows.
    pub(crate) rows: BandAxis,
    /// Most columns of the output in a plane.
    pub(crate) width: usize,
    /// Most rows of the output in a plane.
    pub(crate) height: usize,
    /// Most pairs of columns in a plane.
    pub(crate) pairs: usize,
}

impl Band {
    /// The planes of the shape's image, or of its largest strip.
    pub(crate) const fn of(shape: &Shape, planar: Planar) -> Self {
        let [_, h, w, c] = shape.input;
        let [_, oh, ow, _] = shape.output;
        let across = BandAxis {
            input: w,
            output: ow,
            pad: shape.window.pad_left,
            x: c,
            y: c,
        };
        let down = BandAxis {
            input: h,
            output: oh,
            pad: shape.window.pad_top,
            x: w * c,
            y: ow * c,
        };
        if planar.swapped {
            Self::new(down, across, planar)
        } else {
            Self::new(across, down, planar)
        }
    }

    const fn new(columns: BandAxis, rows: BandAxis, Planar { stride, turn, .. }: Planar) -> Self {
        if turn == ROW_PAIRS {
            return Self::of_row_pairs(columns, rows);
        }
        let pairs = match turn {
            turn if turn == ROWS[0] => PAIRS[0],
            turn if turn == ROWS[1] => PAIRS[1],
            turn if turn == ROWS[2] => PAIRS[2],
            _ => PAIRS[3],
        };
        // Rows are computed in pairs, in bands of about the same height.
        let most = ((turn - TAPS) / stride).div_ceil(2) * 2;
        let bands = rows.output.div_ceil(most);
        let height = rows.output.div_ceil(bands).next_multiple_of(2);
        let most = (2 * pairs - TAPS - 1) / stride / 2 * 2;
        let bands = columns.output.div_ceil(most);
        let width = columns.output.div_ceil(bands).next_multiple_of(2);
        Self {
            columns,
            rows,
            width,
            height,
            pairs: stride_pairs(width, stride),
        }
    }

    /// The division by pairs of rows: two of the image's rows are the planes' columns.
    const fn of_row_pairs(columns: BandAxis, rows: BandAxis) -> Self {
        let bands = rows.output.div_ceil(COLUMNS);
        let each = rows.output.div_ceil(bands);
        Self {
            columns,
            rows,
            width: 2,
            height: if bands > 1 {
                each.next_multiple_of(2)
            } else {
                each
            },
            pairs: 2,
        }
    }

    /// Number of planes that cover the image.
    pub(super) const fn parts(&self) -> usize {
        self.rows.output.div_ceil(self.height) * self.columns.output.div_ceil(self.width)
    }

    /// An estimate of the cycles of a channel: 17 for a pair of pixels of four channels, 62 for a step,
    /// 36 for a step of a single row, and the overhead of rows and bands.
    pub(super) const fn cost(&self, stride: usize) -> usize {
        let (rows, columns) = (self.rows.output, self.columns.output);
        let [down, across] = [rows.div_ceil(self.height), columns.div_ceil(self.width)];
        let seen = rows * stride + down * TAPS.saturating_sub(stride);
        let load = across * seen * (25 + 17 * self.pairs) / CHANNELS;
        let steps = rows / 2 * 62 + rows % 2 * 36;
        let starts = rows.div_ceil(2) * across * 20;
        down * across * 50 + load + starts + steps * columns.div_ceil(2)
    }

    /// About the cycles of a channel by pairs of rows: 30 for a column of four channels, 62 a step, 38 one of a single column,
    /// and what a band costs besides.
    pub(super) const fn cost_of_row_pairs(&self) -> usize {
        let (columns, bands) = (self.rows.output, self.rows.output.div_ceil(self.height));
        let load = (columns + bands * (TAPS - 1)) * 30 / CHANNELS;
        let steps = columns / 2 * 62 + columns % 2 * 38;
        self.columns.output.div_ceil(2) * (bands * 50 + load + steps)
    }
}

/// Pairs of columns that `width` outputs read; `width` is even.
pub(crate) const fn stride_pairs(width: usize, stride: usize) -> usize {
    let columns = width.wrapping_sub(1).wrapping_mul(stride);
    columns.wrapping_add(TAPS).div_ceil(2)
}

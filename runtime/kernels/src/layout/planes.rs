//! Separate channels: the weights of the DSP backend's DEPTHWISE_CONV_2D.
//!
//! # Blocks
//! Four channels are computed at a time, `c … c + 3`, as they lie in a word of a pixel. If the number of
//! channels is not a multiple of four, the last block overlaps the one before, so that nothing outside
//! the tensors is accessed: block `b` starts at `min(4·b, C − 4)`.
//!
//! # Scaled sums
//! Weights are multiplied as i16 and include a power of two: `2^(k+1)·w`, with `k` in `1..=7` for each
//! channel. All requantizations end with one shift by a constant `E` if that is exact: see `pack`.
//!
//! # In place (`STRIDE = 0`): any window
//! A tap is one word of the input, found by a table of pointers. A block, in words:
//!
//! | words | contents |
//! |---|---|
//! | 4 | the biases |
//! | 2 per tap | weights of channels `0 2`, of `1 3`: the order in which SXTB16 expands bytes |
//! | 2 or 3 per channel | `m`, `C`, with [`Planes`]' `TIES` also the mask, or the channel's own shift |
//!
//! Taps of zero weights pad the last turn of `TURN` pairs.
//!
//! # By planes (`STRIDE` 1 or 2): 3×3
//! A band of rows is split into four planes of i16, one for each channel. Word `(j·4 + p)·TURN + r`
//! holds columns `2j` and `2j + 1` of row `r` in plane `p`: everything that a step of 2×2 outputs reads
//! lies at constant distances, for any width. Rows and columns may be exchanged (`SWAPPED`), which is
//! cheaper for some images. Weights are bytes, the upper halves of the 16 bits that are multiplied: `k`
//! is 7. A channel, in words:
//!
//! | words | contents |
//! |---|---|
//! | 2 | the first two rows of the planes: `w0 w1 w1 w2` each |
//! | 2 | the bias, `m` |
//! | 1 | `C`, with [`Planes`]' `TIES`; otherwise the bias includes it |
//! | 1 | the third row, and the shift: `w0 w1 w2 s` |
//!
//! # By pairs of rows (`STRIDE` 1, `TURN` 0, `SWAPPED`): 3×3
//! Two rows of outputs are computed at a time, which often are all of a strip. Word `8·i + 2·p + j` holds rows `2j` and
//! `2j + 1` of column `i` in plane `p`.

pub(crate) mod band;
#[cfg(any(test, feature = "pack"))]
mod overlap;
#[cfg(any(test, feature = "pack"))]
mod pack;

use crate::op::Shape;
#[cfg(any(test, feature = "pack"))]
use crate::profile::Profile;
use band::Band;

#[cfg(any(test, feature = "pack"))]
pub use pack::{PackedPlanes, pack_planes};

/// Channels of a block.
pub(crate) const CHANNELS: usize = 4;
/// Rows of a plane: many; fewer if they are enough for a whole image; or few for strips.
const ROWS: [usize; 4] = [14, 10, 8, 6];
/// The value of `TURN` by pairs of rows: a column holds two pairs of the image's rows, which are four
/// rows of a `SWAPPED` plane.
pub(crate) const ROW_PAIRS: usize = 0;
/// Words of a channel's weights, bias and scale by planes, without `C`.
const CHANNEL: usize = 5;
/// Fewest outputs of a channel that planes are worth it for: with as many they take about as long as pixels
/// in place, and less flash.
#[cfg(any(test, feature = "pack"))]
const FEWEST: usize = 9;
/// Taps of the window by planes, in both directions.
pub(crate) const TAPS: usize = 3;

/// Weights, biases and scales of a DEPTHWISE_CONV_2D in `WORDS` words.
///
/// `STRIDE` is the window's stride. `TURN` is the number of rows of a plane, which are the image's
/// columns if they are `SWAPPED`, or 0 by pairs of rows. If pixels are read in place, `STRIDE` is 0 and
/// `TURN` is the number of pairs of taps in a turn. `EXPONENT` is the common exponent, or 0 if each
/// channel has its own shift. With `TIES`, a sum halfway between two outputs is rounded away from zero,
/// otherwise upwards. Planes only round upwards: there, `TIES` means that channels have `C`.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(4))]
pub struct Planes<
    const STRIDE: usize,
    const TURN: usize,
    const SWAPPED: bool,
    const EXPONENT: usize,
    const TIES: bool,
    const WORDS: usize,
>(pub [u32; WORDS]);

/// The way in which the kernel goes over a [`Shape`]: parameters of [`Planes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planar {
    /// The window's stride by planes, or 0 in place.
    pub stride: usize,
    /// Pairs of taps in a turn if the stride is 0; otherwise rows of a plane, or 0 by pairs of rows.
    pub turn: usize,
    /// Whether the rows of a plane are the image's columns.
    pub swapped: bool,
}

impl Shape {
    /// Returns whether the kernel supports the window by planes.
    pub(crate) const fn has_planes(&self) -> bool {
        let window = self.window;
        self.is_depthwise()
            && self.kernel[0] == TAPS
            && self.kernel[1] == TAPS
            && window.dilation_h == 1
            && window.dilation_w == 1
            && window.stride_h == window.stride_w
            && (window.stride_h == 1 || window.stride_h == 2)
            && window.pad_top <= 1
            && window.pad_left <= 1
    }

    /// Returns whether planes are the faster way, or in the small profile the way that other layers use too.
    #[cfg(any(test, feature = "pack"))]
    const fn prefers_planes<P: Profile>(&self) -> bool {
        self.has_planes()
            && self.output[1] > 1
            && self.output[2] > 1
            && (!P::UNROLL || self.pixels() >= FEWEST)
    }

    /// Returns whether each channel has one filter, and a block's channels exist.
    const fn is_depthwise(&self) -> bool {
        self.input[3] == self.output[3] && self.input[3] >= CHANNELS
    }

    /// Taps of the window.
    pub(crate) const fn taps(&self) -> usize {
        self.kernel[0].wrapping_mul(self.kernel[1])
    }
}

impl Planar {
    /// Planes for a whole image.
    pub const fn planes(shape: &Shape) -> Self {
        let [many, fewer] = [Self::cheaper(shape, ROWS[0]), Self::cheaper(shape, ROWS[1])];
        if Band::of(shape, fewer).parts() == 1 && Band::of(shape, many).parts() > 1 {
            fewer
        } else {
            many
        }
    }

    /// The cheaper of both orientations, in planes of `turn` rows.
    const fn cheaper(shape: &Shape, turn: usize) -> Self {
        let plain = Self {
            stride: shape.window.stride_w,
            turn,
            swapped: false,
        };
        let swapped = Self {
            swapped: true,
            ..plain
        };
        if swapped.cost(shape) < plain.cost(shape) {
            swapped
        } else {
            plain
        }
    }

    /// The way to go over strips of at most the shape's rows: planes of the fewest rows that hold all of
    /// one, or pairs of rows.
    pub fn for_strips(self, shape: &Shape) -> Self {
        if self.stride == 0 {
            return self;
        }
        let [plain, swapped] = [false, true].map(|swapped| {
            let of = |turn| Self {
                turn,
                swapped,
                ..self
            };
            let whole = |planar: &Self| {
                let band = Band::of(shape, *planar);
                band.height >= band.rows.output
            };
            let fitting = ROWS.into_iter().rev().map(of).find(whole);
            fitting.unwrap_or(of(ROWS[0]))
        });
        let cost = |planar: &Self| planar.cost(shape);
        let all = [plain, swapped, self.by_row_pairs()].into_iter();
        let fitting = all.filter(|planar| planar.fits(shape));
        fitting.min_by_key(cost).unwrap_or(plain)
    }

    /// The way to go over the shape in pairs of rows.
    #[must_use]
    pub(crate) const fn by_row_pairs(self) -> Self {
        Self {
            turn: ROW_PAIRS,
            swapped: true,
            ..self
        }
    }

    /// The way to go over the shape in planes of fewer rows, if there are any: less scratch, and more
    /// cycles as more rows are in two bands.
    pub fn smaller(self) -> Option<Self> {
        let turn = ROWS.into_iter().find(|turn| *turn < self.turn)?;
        (self.stride > 0).then_some(Self { turn, ..self })
    }

    /// An estimate of the cycles of all channels by planes.
    #[cfg(any(test, feature = "pack"))]
    pub fn cycles(self, shape: &Shape) -> usize {
        self.cost(shape) * shape.input[3]
    }

    /// An estimate of the cycles of one channel by planes.
    const fn cost(self, shape: &Shape) -> usize {
        let band = Band::of(shape, self);
        match self.turn {
            ROW_PAIRS => band.cost_of_row_pairs(),
            _ => band.cost(self.stride),
        }
    }

    /// The layout in place: 3 or 5 pairs of taps in a turn, whichever adds fewer taps of zero weights.
    pub const fn in_place(shape: &Shape) -> Self {
        let pairs = shape.taps().div_ceil(2);
        let three = pairs.next_multiple_of(3);
        let five = pairs.next_multiple_of(5);
        Self {
            stride: 0,
            turn: if five <= three { 5 } else { 3 },
            swapped: false,
        }
    }

    /// Returns whether the kernel can go over the shape in this way.
    pub const fn fits(self, shape: &Shape) -> bool {
        if self.stride > 0 {
            let [a, b, c, d] = ROWS;
            let rows = match self.turn {
                ROW_PAIRS => {
                    let band = Band::of(shape, self);
                    // A band is never a single column.
                    self.stride == 1 && self.swapped && band.rows.output % band.height != 1
                }
                turn => turn == a || turn == b || turn == c || turn == d,
            };
            rows && self.stride == shape.window.stride_w && shape.has_planes()
        } else {
            shape.is_depthwise() && self.turn > 0 && !self.swapped
        }
    }

    /// Pairs of taps in place, with those of zero weights.
    pub(crate) const fn pairs(self, shape: &Shape) -> usize {
        shape.taps().div_ceil(2).next_multiple_of(self.turn)
    }

    /// Words of [`Planes`].
    pub const fn words(self, shape: &Shape, ties: bool) -> usize {
        if self.stride > 0 {
            return shape.input[3] * channel(ties);
        }
        let scale = if ties { 3 } else { 2 };
        let block = CHANNELS + 4 * self.pairs(shape) + CHANNELS * scale;
        shape.input[3].div_ceil(CHANNELS) * block
    }

    /// Words of scratch.
    pub const fn scratch(self, shape: &Shape) -> usize {
        if self.stride > 0 {
            let band = Band::of(shape, self);
            let rows = match self.turn {
                ROW_PAIRS => band.height + TAPS - 1,
                turn => turn,
            };
            CHANNELS * rows * band.pairs
        } else {
            // A pointer for each tap, and a pixel of padding.
            2 * self.pairs(shape) + shape.input[3].div_ceil(4)
        }
    }
}

/// Words of a channel by planes.
pub(crate) const fn channel(ties: bool) -> usize {
    CHANNEL + ties as usize
}

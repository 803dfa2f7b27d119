//! Two output channels in each 16 bits: the weights of the DSP backend's matmul core.
//!
//! # Dual packing
//! For neighboring channels `a` and `b`, word `V[k] = 256·w_b[k] + w_a[k]` is an i16. Two sums over the
//! activations `x` are kept, modulo 2^32:
//!
//! - `T = Σ V[k]·x[k] + 256·bias_b + bias_a = 256·B + A`, and
//! - `A = Σ w_a[k]·x[k] + bias_a`, where `w_a[k]` is the sign-extended low byte of `V[k]`
//!   (`V ≡ w_a mod 256`), which SXTB16 takes from two words at once.
//!
//! `T − A = 256·B`, exactly, if `|B| < 2^23`: an accumulator that is already scaled for requantization.
//! A weight takes one byte of flash, and two weights take two 16-bit multiplications: none is wasted.
//!
//! # A block
//! Four channels `a b c d` (zeros past the last channel), in words:
//!
//! | words | contents |
//! |---|---|
//! | 4 | `bias_a`, `256·bias_b + bias_a`, `bias_c`, `256·bias_d + bias_c` |
//! | 2 per pair of `k` | `V_ab[k] V_ab[k+1]`, `V_cd[k] V_cd[k+1]` |
//! | 2 to 4 per channel | `m`, `C`, the shift if channels have their own, with [`Dual`]'s `TIES` the mask |
//!
//! The documentation of `pack` explains the constants in the last row.
//!
//! # Weights of four bits
//! With [`NIBBLES`] a pair of `k` is one word: byte `2·j + c` holds `w + 8` of channel `a` or `b` (`c`)
//! and of the first or second `k` (`j`) in its lower four bits, and `w + 8` of channel `c` or `d` in its
//! upper ones. The two words of a pair are `(byte & 15) − 8` in each of the two bytes of a half-word,
//! without a carry between half-words:
//! `256·(w_b + 8) + (w_a + 8) − 0x808 = V`.
//!
//! # Order of `k`
//! The sum is divided into segments, each padded with zero weights to a multiple of `2·UNROLL`.
//!
//! - *Tiled* (`DISTANCE = 0`): one segment for the whole window, `[KH][KW][CI]`. Activations are
//!   gathered pixel by pixel. Each group of four has the order `0 2 1 3`, in which SXTB16 expands bytes.
//! - *Direct* (`DISTANCE > 0`): a segment for each row of the window, `[KW][CI]`, in natural order,
//!   which is the order in a row of the input that was expanded to i16. `DISTANCE` is the number of
//!   bytes between neighboring windows in that row.

#[cfg(any(test, feature = "pack"))]
mod nibbles;
#[cfg(any(test, feature = "pack"))]
mod overlap;
#[cfg(any(test, feature = "pack"))]
mod pack;
mod ring;
mod walk;

use crate::op::{Shape, Window};

#[cfg(any(test, feature = "pack"))]
pub use pack::{Packed, pack_dual, pack_gates};
pub(crate) use ring::Ring;

/// Output channels of a block.
pub(crate) const CHANNELS: usize = 4;
/// Most pairs of `k` in one turn of a loop.
const LONGEST_TURN: usize = 32;
/// Most bytes between neighboring windows: the offset of a load.
const LONGEST_DISTANCE: usize = 2048;
/// A number added to [`Dual`]'s `SHIFT`: the shift is known to the layer, but not to its code.
pub const ANY_SHIFT: usize = 32;
/// The value of [`Dual`]'s `SEGMENTS` if one loop of a few pairs computes any number of pairs: the first
/// turn is entered in the middle, so that it computes only the pairs that do not fill a turn.
pub const ENTERED: usize = 255;
/// Pairs in a turn of that loop.
pub(crate) const ENTERED_TURN: usize = 16;

/// A number added to [`Dual`]'s `SHIFT`: weights have four bits. Channels have their own shifts or
/// [`ANY_SHIFT`], and windows are gathered.
pub const NIBBLES: usize = 64;

/// Weights, biases and scales of a matmul-like operator in `WORDS` words.
///
/// A turn of the core's loop computes `UNROLL` pairs of `k`. `SEGMENTS` is the number of segments if
/// each is a single turn without a loop, 0 if there is a loop, or [`ENTERED`]. `DISTANCE` is 0, or the
/// number of bytes between the windows of two pixels. `TILE` pairs of pixels are expanded at a time; if
/// `TILE` and `DISTANCE` are 0, there is a single pixel, which is read in place. With `TIES`, a sum
/// halfway between two outputs is rounded away from zero, otherwise upwards; the results are equal after
/// an activation that clamps at the zero point. `SHIFT` is the last shift of all channels, or 0 if each
/// channel has its own. [`ANY_SHIFT`] is added for code that layers with other shifts share, [`NIBBLES`]
/// for weights of four bits.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(4))]
pub struct Dual<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TILE: usize,
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
>(pub [u32; WORDS]);

impl<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TILE: usize,
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
> Dual<UNROLL, SEGMENTS, DISTANCE, TILE, TIES, SHIFT, WORDS>
{
    /// The walk that these weights are packed for.
    pub const WALK: DualWalk = DualWalk {
        unroll: UNROLL,
        segments: SEGMENTS,
        distance: DISTANCE,
        tile: TILE,
    };
}

/// The walk of the core over a [`Shape`]: the parameters of [`Dual`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DualWalk {
    /// Pairs of `k` in a turn.
    pub unroll: usize,
    /// Number of segments in code without a loop, one turn each; 0 with a loop; or [`ENTERED`].
    pub segments: usize,
    /// Bytes between the windows of neighboring pixels, or 0.
    pub distance: usize,
    /// Most pairs of pixels that are expanded ahead of the core. 0 with a distance, or if the only pixel
    /// is read in place.
    pub tile: usize,
}

impl Shape {
    /// Bytes between the windows of neighboring pixels in an expanded row.
    const fn distance(&self) -> usize {
        2 * self.window.stride_w * self.input[3]
    }

    /// Activations under a row of the window.
    pub(crate) const fn row(&self) -> usize {
        self.kernel[1].wrapping_mul(self.input_channels())
    }

    /// Activations under the window.
    pub(crate) const fn depth(&self) -> usize {
        self.kernel[0].wrapping_mul(self.row())
    }

    /// Pairs of `k` that hold the window in the order `0 2 1 3`; each pair is one word of a pixel.
    const fn quads(&self) -> usize {
        let depth = self.depth();
        let rest = depth % 4;
        2 * (depth / 4) + if rest < 2 { rest } else { 2 }
    }

    /// Returns whether pixels of the input are read in place: the shape is a matrix as in [`Shape::is_matrix`],
    /// and a word that starts in a pixel ends in the next.
    #[cfg(arch = "dsp")]
    pub(crate) const fn is_pointwise(&self) -> bool {
        self.is_matrix() && self.input[3] >= 4
    }

    /// Returns whether a pixel's window is one pixel of the input, in the same order and without gaps.
    pub(crate) const fn is_matrix(&self) -> bool {
        let Window {
            stride_h,
            stride_w,
            pad_top,
            pad_left,
            ..
        } = self.window;
        self.kernel[0] * self.kernel[1] == 1
            && self.groups == 1
            && self.input[1] == self.output[1]
            && self.input[2] == self.output[2]
            && stride_h * stride_w == 1
            && pad_top + pad_left == 0
    }
}

/// Words of the constants of a block's channels.
pub(crate) const fn constants(ties: bool, shift: usize) -> usize {
    let has_own = shift.is_multiple_of(NIBBLES);
    CHANNELS * (2 + ties as usize + has_own as usize)
}

impl DualWalk {
    /// Returns whether the core can walk over the shape in this way.
    pub const fn fits(self, shape: &Shape) -> bool {
        let window = shape.window;
        let turns = self.unroll >= 1 && self.unroll <= LONGEST_TURN;
        let whole = shape.groups == 1 || shape.output_channels().is_multiple_of(CHANNELS);
        let segments = match self.segments {
            0 => true,
            ENTERED => self.unroll == 1 && self.distance == 0,
            segments => segments == self.count(shape) && self.turns(shape) == 1,
        };
        let direct = self.distance == 0
            || self.distance == shape.distance()
                && self.distance <= LONGEST_DISTANCE
                && window.dilation_h == 1
                && window.dilation_w == 1
                && shape.groups == 1;
        let expanded = self.distance > 0 || self.tile > 0 || self.reads_in_place(shape);
        turns && whole && segments && direct && expanded
    }

    /// Returns whether the turns read exactly the only pixel, four activations at a time.
    const fn reads_in_place(self, shape: &Shape) -> bool {
        shape.is_matrix()
            && shape.input[3].is_multiple_of(4)
            && shape.pixels() == 1
            && self.unroll.is_multiple_of(2)
            && shape.quads().is_multiple_of(self.unroll)
    }

    /// Turns of a segment.
    pub(crate) const fn turns(self, shape: &Shape) -> usize {
        let pairs = if self.distance > 0 {
            shape.row().div_ceil(2)
        } else {
            shape.quads()
        };
        pairs.div_ceil(self.unroll)
    }

    /// Segments of the sum.
    pub(crate) const fn count(self, shape: &Shape) -> usize {
        if self.distance > 0 {
            shape.kernel[0]
        } else {
            1
        }
    }

    /// Pairs of `k`, with pairs of zero weights.
    pub(crate) const fn pairs(self, shape: &Shape) -> usize {
        self.count(shape) * self.turns(shape) * self.unroll
    }

    /// Words of a block.
    pub(crate) const fn block(self, shape: &Shape, ties: bool, shift: usize) -> usize {
        let pair = if shift < NIBBLES { 2 } else { 1 };
        CHANNELS + pair * self.pairs(shape) + constants(ties, shift)
    }

    /// Words of the room before scratch in which weights of four bits are expanded to a block that the
    /// core can read.
    pub const fn room(self, shape: &Shape, ties: bool, shift: usize) -> usize {
        if shift < NIBBLES {
            0
        } else {
            self.block(shape, ties, shift % NIBBLES)
        }
    }

    /// Words of [`Dual`].
    pub const fn words(self, shape: &Shape, ties: bool, shift: usize) -> usize {
        let blocks = shape.output_channels().div_ceil(CHANNELS);
        shape.groups * blocks * self.block(shape, ties, shift)
    }

    /// Pairs of pixels in a tile.
    pub(crate) const fn tile(self, shape: &Shape) -> usize {
        let all = shape.pixels().div_ceil(2);
        if all < self.tile { all } else { self.tile }
    }

    /// Words of two patches of bytes in which windows are gathered before they are expanded.
    pub(crate) const fn patches(self, shape: &Shape) -> usize {
        if shape.is_matrix() && shape.input[3].is_multiple_of(4) {
            0
        } else {
            2 * shape.depth().div_ceil(4)
        }
    }

    /// Words of a pixel in i16, which is expanded four elements at a time.
    pub const fn expanded(self, shape: &Shape) -> usize {
        let fours = 2 * shape.depth().div_ceil(4);
        let pairs = self.pairs(shape);
        if fours > pairs { fours } else { pairs }
    }

    /// Words of scratch, with the alignment of words.
    pub const fn scratch(self, shape: &Shape) -> usize {
        if self.distance > 0 {
            let segment = self.turns(shape) * self.unroll;
            let table = self.turns(shape) * shape.kernel[0];
            table + Ring::of(shape).bytes(segment).div_ceil(4)
        } else if self.tile == 0 {
            0
        } else {
            // A single pixel takes half of a pair's room.
            let (pairs, last) = (self.pairs(shape), self.expanded(shape));
            let pixels = if shape.pixels() == 1 {
                last
            } else {
                2 * (pairs * (self.tile(shape) - 1) + last)
            };
            self.patches(shape) + pixels
        }
    }
}

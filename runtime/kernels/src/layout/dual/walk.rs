//! Chooses the walk of a shape.

use super::{CHANNELS, DualWalk, ENTERED, ENTERED_TURN, LONGEST_DISTANCE, LONGEST_TURN, Ring};
use crate::op::Shape;
use crate::op::Window;
use crate::profile::Profile;

/// Most pairs of `k` in code without a loop.
const LONGEST_BODY: usize = 40;
/// Least number of output channels for which gathering a window costs little in comparison to its use.
const FEW_CHANNELS: usize = 16;
/// Multiply-accumulates of one row for which the length of its loop matters.
const LARGE_LAYER: usize = 8192;
/// Most bytes of expanded rows for windows that are read in place.
const LARGEST_RING: usize = 5632;
/// Bytes of activations that profiles expand ahead of the core, unless one pair of pixels needs more.
const TILE: usize = 2304;
/// Number of pairs of pixels beyond which the start of a block, about 40 cycles, matters less than
/// memory.
const MANY_PAIRS: usize = 48;
/// Blocks of pairs of pixels up to which a layer has no code of its own, unless its length is a common
/// one: shared code costs about 30 cycles a block.
const FEW_BLOCKS: usize = 500;

impl Shape {
    /// Returns the walk that the profile `P` takes. `None` if the core cannot compute the shape: a
    /// group's output channels would not fill its blocks.
    pub const fn walk<P: Profile>(&self) -> Option<DualWalk> {
        let direct = self.is_direct() && (P::UNROLL || self.output[3] < FEW_CHANNELS);
        self.walk_as::<P>(direct, true)
    }

    /// The walk that the profile `P` takes where windows are gathered, whatever they are, by another core than
    /// that whose loop layers share.
    pub const fn walk_gathered<P: Profile>(&self) -> Option<DualWalk> {
        self.walk_as::<P>(false, false)
    }

    const fn walk_as<P: Profile>(&self, direct: bool, shares: bool) -> Option<DualWalk> {
        if self.groups > 1 && !self.output_channels().is_multiple_of(CHANNELS) {
            return None;
        }
        let pairs = if direct {
            self.row().div_ceil(2)
        } else {
            self.quads()
        };
        let small = self.pixels() == 1 && self.input[3] * self.output[3] < LARGE_LAYER;
        let longest = match (P::UNROLL, direct) {
            (true, _) if small => 8,
            (true, _) => LONGEST_TURN,
            (false, true) => 8,
            (false, false) => 4,
        };
        let shared = shares && P::UNROLL && !direct && self.shares_code(pairs);
        // Gathered windows share one loop when size counts.
        let (unroll, turns) = if shared {
            (1, pairs)
        } else if P::UNROLL || direct {
            turns(pairs, longest)
        } else {
            (longest, pairs.div_ceil(longest))
        };
        let segments = if direct { self.kernel[0] } else { 1 };
        let no_loop = P::UNROLL && turns == 1 && unroll * segments <= LONGEST_BODY;
        let fit = TILE / (8 * unroll * turns);
        Some(DualWalk {
            unroll,
            segments: match no_loop {
                _ if shared => ENTERED,
                true => segments,
                false => 0,
            },
            distance: if direct { self.distance() } else { 0 },
            tile: match fit {
                _ if direct => 0,
                0 => 1,
                1..MANY_PAIRS => self.even_tile(fit),
                _ => self.even_tile(MANY_PAIRS),
            },
        })
    }

    /// Returns whether separate code would be too large for the layer's amount of computation: after the removal
    /// of dead channels, numbers of channels are odd.
    const fn shares_code(&self, pairs: usize) -> bool {
        let blocks = self.groups * self.output_channels().div_ceil(CHANNELS);
        self.pixels() > 1
            && self.pixels().div_ceil(2) * blocks <= FEW_BLOCKS
            && pairs >= ENTERED_TURN / 2
            && !pairs.is_multiple_of(ENTERED_TURN)
            && !self.depth().is_multiple_of(8)
    }

    /// Pairs of pixels in each tile, with as few tiles of at most `most` pairs as possible.
    const fn even_tile(&self, most: usize) -> usize {
        let all = self.pixels().div_ceil(2);
        all.div_ceil(all.div_ceil(most))
    }

    /// Returns whether windows are read in place in expanded rows, rather than gathered.
    ///
    /// Gathering costs about three cycles for each element of a window. It pays off if many channels
    /// share the window and rows are short and odd: the last pixel of a row has no partner.
    const fn is_direct(&self) -> bool {
        let Window {
            dilation_h,
            dilation_w,
            ..
        } = self.window;
        let [_, _, width, channels] = self.output;
        let windows = self.kernel[0] * self.kernel[1] > 1;
        let odd = width % 2 == 1 && width < 16 && channels >= 32;
        windows
            && self.groups == 1
            && dilation_h == 1
            && dilation_w == 1
            && !odd
            && self.distance() <= LONGEST_DISTANCE
            && Ring::of(self).bytes(self.row().div_ceil(2)) <= LARGEST_RING
    }
}

/// Returns the pairs in a turn and the number of turns: the fewest turns of equal length with at most
/// `longest` pairs.
const fn turns(pairs: usize, longest: usize) -> (usize, usize) {
    let turns = pairs.div_ceil(longest);
    (pairs.div_ceil(turns), turns)
}

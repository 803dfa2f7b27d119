//! The gates of an LSTM: sums of two products, each of which is requantized to int16.
#![allow(unsafe_code)]

use core::ptr;

use super::super::expand;
use super::one_pixel::{ADDED_TO_I16, TO_I16, single};
use super::{PixelCore, PixelRun};
use crate::layout::{CHANNELS, DualWalk, ENTERED};
use crate::op::Shape;

/// Gates of a unit: one block of output channels.
const EACH: usize = CHANNELS;

/// The constants of one of the two products of all gates, computed at compile time.
#[derive(Debug)]
pub(in super::super) struct Gates {
    core: PixelCore,
    /// Words of weights.
    words: usize,
    /// Bytes of a block's weights.
    depth: usize,
    /// Activations.
    inputs: usize,
    units: usize,
    /// Words of activations as the core reads them.
    expanded: usize,
}

impl Gates {
    /// Fails to build unless weights of `words` words fit the shape. The second product is added to the first.
    pub(in super::super) const fn new<
        const UNROLL: usize,
        const SEGMENTS: usize,
        const TIES: bool,
        const IS_SECOND: bool,
    >(
        inputs: usize,
        units: usize,
        words: usize,
    ) -> Self {
        let (shape, walk) = shape::<UNROLL, SEGMENTS>(inputs, units);
        // The loop that layers share takes pairs of pixels.
        assert!(
            SEGMENTS != ENTERED && walk.fits(&shape),
            "the core can walk over the shape"
        );
        assert!(
            walk.words(&shape, TIES, 0) == words,
            "the weights fit the shape"
        );
        Self {
            core: match IS_SECOND {
                false => single::<UNROLL, SEGMENTS, false, false, TIES, true, TO_I16>,
                true => single::<UNROLL, SEGMENTS, false, false, TIES, true, ADDED_TO_I16>,
            },
            words,
            depth: 8 * walk.pairs(&shape),
            inputs,
            units,
            expanded: walk.expanded(&shape),
        }
    }

    /// Four gates in two words of each unit from activations, or added to those that are there if it
    /// is the second. Nothing where lengths are not those that it was made for.
    #[inline(always)]
    pub(in super::super) fn multiply(
        &self,
        weights: &[u32],
        x: &[i8],
        gates: &mut [[u32; 2]],
        scratch: &mut [u32],
    ) {
        let fits = x.len() == self.inputs && gates.len() == self.units;
        if !fits || weights.len() != self.words || scratch.len() < self.expanded {
            return;
        }
        expanded(x, scratch);
        let run = PixelRun {
            stride: 0,
            span: 0,
            blocks: self.units,
            depth: self.depth,
            steps: ptr::null(),
            // Each gate has its own.
            shift: 0,
        };
        let y = gates.as_mut_ptr().cast();
        // SAFETY: `units` blocks of weights, each of `depth` bytes (`new` has checked): they read `expanded` words
        // and write as many gates.
        unsafe { (self.core)(scratch.as_ptr(), weights.as_ptr(), y, &run) };
    }
}

/// A product of one pixel, whose output channels are all gates.
const fn shape<const UNROLL: usize, const SEGMENTS: usize>(
    inputs: usize,
    units: usize,
) -> (Shape, DualWalk) {
    let walk = DualWalk {
        unroll: UNROLL,
        segments: SEGMENTS,
        distance: 0,
        tile: 1,
    };
    (Shape::fully_connected(1, inputs, EACH * units), walk)
}

/// Activations in i16, in fours in the order `0 2 1 3`. The core's last words may be any: their
/// weights are 0.
#[inline(always)]
fn expanded(x: &[i8], y: &mut [u32]) {
    let (fours, rest) = x.as_chunks::<4>();
    let words = 2 * fours.len();
    let Some((whole, last)) = y.split_at_mut_checked(words) else {
        return;
    };
    // SAFETY: `fours.len()` fours of bytes, and room for two words of each.
    unsafe { expand::quads(x.as_ptr(), whole.as_mut_ptr(), fours.len()) };
    if let [low, high, ..] = last
        && let [first, others @ ..] = rest
    {
        let at = |index: usize| {
            others
                .get(index)
                .map_or(0, |&x| i32::from(x).cast_unsigned())
        };
        *low = (i32::from(*first).cast_unsigned() & 0xffff) | at(1) << 16;
        *high = at(0) & 0xffff;
    }
}

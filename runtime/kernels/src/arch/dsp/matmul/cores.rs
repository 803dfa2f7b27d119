//! Chooses the cores of a layer: as few as its speed allows, since each is code of its own.
#![forbid(unsafe_code)]

use super::one_pixel::TO_I8;
use super::{Matmul, PixelCore, nibbles, one_pixel, two_pixels};
use crate::layout::{ANY_SHIFT, DualWalk, ENTERED, ENTERED_TURN, NIBBLES};
use crate::op::Shape;

impl Matmul<'_> {
    /// The cores for pairs of pixels and for a single one; the same where only one is needed.
    pub(super) const fn cores<
        const UNROLL: usize,
        const SEGMENTS: usize,
        const DISTANCE: usize,
        const TIES: bool,
        const SHIFT: usize,
    >(
        shape: &Shape,
        walk: DualWalk,
    ) -> (PixelCore, PixelCore) {
        let pair: PixelCore = if SHIFT > NIBBLES {
            nibbles::pair::<UNROLL, SEGMENTS, TIES, ANY_SHIFT>
        } else if SHIFT == NIBBLES {
            nibbles::pair::<UNROLL, SEGMENTS, TIES, 0>
        } else if SEGMENTS == ENTERED && SHIFT == 0 {
            two_pixels::pair::<ENTERED_TURN, ENTERED, 0, TIES, 0>
        } else if SEGMENTS == ENTERED {
            two_pixels::pair::<ENTERED_TURN, ENTERED, 0, TIES, ANY_SHIFT>
        } else if SHIFT >= ANY_SHIFT {
            two_pixels::pair::<UNROLL, SEGMENTS, DISTANCE, TIES, ANY_SHIFT>
        } else {
            two_pixels::pair::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>
        };
        let single = if SHIFT > NIBBLES {
            nibbles::single::<UNROLL, SEGMENTS, TIES, false>
        } else if SHIFT == NIBBLES {
            nibbles::single::<UNROLL, SEGMENTS, TIES, true>
        } else if SHIFT == 0 {
            Self::single::<UNROLL, SEGMENTS, DISTANCE, TIES, true>(shape, walk)
        } else {
            Self::single::<UNROLL, SEGMENTS, DISTANCE, TIES, false>(shape, walk)
        };
        let odd = !shape.output[2].is_multiple_of(2);
        let one = if DISTANCE > 0 {
            shape.output[2] == 1
        } else {
            shape.pixels() == 1
        };
        match (one, odd) {
            (true, _) => (single, single),
            (false, true) => (pair, single),
            (false, false) => (pair, pair),
        }
    }

    /// The core for a single pixel, of channels with shifts of their `OWN` or any common one.
    const fn single<
        const UNROLL: usize,
        const SEGMENTS: usize,
        const DISTANCE: usize,
        const TIES: bool,
        const OWN: bool,
    >(
        shape: &Shape,
        walk: DualWalk,
    ) -> PixelCore {
        let pairs = walk.pairs(shape);
        if DISTANCE > 0 {
            one_pixel::single::<UNROLL, SEGMENTS, true, false, TIES, OWN, TO_I8>
        } else if walk.tile == 0 {
            one_pixel::single::<UNROLL, SEGMENTS, false, true, TIES, OWN, TO_I8>
        } else if shape.pixels() == 1 && SEGMENTS != ENTERED {
            one_pixel::single::<UNROLL, SEGMENTS, false, false, TIES, OWN, TO_I8>
        } else if pairs.is_multiple_of(4) {
            // One of many pixels: slow, small and shared.
            one_pixel::single::<4, 0, false, false, TIES, OWN, TO_I8>
        } else if pairs.is_multiple_of(2) {
            one_pixel::single::<2, 0, false, false, TIES, OWN, TO_I8>
        } else {
            one_pixel::single::<1, 0, false, false, TIES, OWN, TO_I8>
        }
    }
}

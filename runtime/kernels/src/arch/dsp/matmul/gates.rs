//! Sums of two products, each of which is requantized to int16: the gates of an LSTM.

use core::marker::PhantomData;
use core::ptr;

use super::super::expand;
use super::single::{ADDED_TO_I16, TO_I16, single};
use super::{Core, Run};
use crate::layout::{CHANNELS, ENTERED, Shape, Walk};

/// Gates of a unit: one block of output channels.
const GATES: usize = CHANNELS;

/// One of the two products of all gates.
#[derive(Debug)]
pub(in super::super) struct Product<'a> {
    core: Core,
    weights: *const u32,
    /// Bytes of a block's weights.
    depth: usize,
    /// Activations.
    inputs: usize,
    units: usize,
    /// Words of activations as the core reads them.
    expanded: usize,
    lifetime: PhantomData<&'a [u32]>,
}

/// Both products: the second is added to the first.
pub(in super::super) type Products<'a> = [Product<'a>; 2];

impl<'a> Product<'a> {
    /// # Safety
    /// [`fits`] for the same parameters and as many weights.
    #[inline(always)]
    pub(in super::super) unsafe fn new<
        const UNROLL: usize,
        const SEGMENTS: usize,
        const TIES: bool,
        const IS_SECOND: bool,
    >(
        weights: &'a [u32],
        inputs: usize,
        units: usize,
    ) -> Self {
        let (shape, walk) = shape::<UNROLL, SEGMENTS>(inputs, units);
        Self {
            core: match IS_SECOND {
                false => single::<UNROLL, SEGMENTS, false, false, TIES, true, TO_I16>,
                true => single::<UNROLL, SEGMENTS, false, false, TIES, true, ADDED_TO_I16>,
            },
            weights: weights.as_ptr(),
            depth: 8 * walk.pairs(&shape),
            inputs,
            units,
            expanded: walk.expanded(&shape),
            lifetime: PhantomData,
        }
    }

    /// Four gates in two words of each unit from activations, or added to those that are there if it
    /// is the second. Nothing where lengths are not those that it was made for.
    #[inline(always)]
    pub(in super::super) fn multiply(&self, x: &[i8], gates: &mut [[u32; 2]], scratch: &mut [u32]) {
        let fits = x.len() == self.inputs && gates.len() == self.units;
        if !fits || scratch.len() < self.expanded {
            return;
        }
        expanded(x, scratch);
        let run = Run {
            stride: 0,
            span: 0,
            blocks: self.units,
            depth: self.depth,
            steps: ptr::null(),
            // Each gate has its own.
            shift: 0,
        };
        let y = gates.as_mut_ptr().cast();
        // SAFETY: `units` blocks of weights, each of `depth` bytes (`new`'s contract): they read `expanded` words and
        // write as many gates.
        unsafe { (self.core)(scratch.as_ptr(), self.weights, y, &run) };
    }
}

/// Whether so many words are weights of a product of that shape.
pub(in super::super) const fn fits<const UNROLL: usize, const SEGMENTS: usize, const TIES: bool>(
    inputs: usize,
    units: usize,
    words: usize,
) -> bool {
    let (shape, walk) = shape::<UNROLL, SEGMENTS>(inputs, units);
    // The loop that layers share takes pairs of pixels.
    SEGMENTS != ENTERED && walk.fits(&shape) && walk.words(&shape, TIES, 0) == words
}

/// A product of one pixel, whose output channels are all gates.
const fn shape<const UNROLL: usize, const SEGMENTS: usize>(
    inputs: usize,
    units: usize,
) -> (Shape, Walk) {
    let walk = Walk {
        unroll: UNROLL,
        segments: SEGMENTS,
        distance: 0,
        tile: 1,
    };
    (Shape::fully_connected(1, inputs, GATES * units), walk)
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

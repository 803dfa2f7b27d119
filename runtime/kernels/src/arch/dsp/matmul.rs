//! The matmul core: CONV_2D and FULLY_CONNECTED as sums of products of [`Dual`] weights.
//!
//! [`two_pixels`] and [`one_pixel`] are the core. [`direct`], [`gates`], [`pointwise`], [`tiled`] and [`one_row`] feed it
//! with activations in i16, [`nibbles`] with weights of four bits. Which code a layer runs is decided when it is
//! compiled, in [`Matmul::new`] and [`cores`]; layers whose weights have the same parameters share it.
//!
//! [`Dual`]: crate::layout::Dual
#![allow(unsafe_code)]

mod cores;
mod direct;
mod gates;
mod nibbles;
mod one_pixel;
mod one_row;
mod pointwise;
mod tiled;
mod two_pixels;

pub(super) use gates::Gates;

use core::ptr;

use super::expand::CopiedRows;
use crate::at::At;
use crate::layout::{ANY_SHIFT, CHANNELS, DualWalk, NIBBLES, Ring};
use crate::op::Shape;

/// The pixels that the core computes in one call.
///
/// It reads, for each pair of pixels (or a single one), the `x` of the walk: `8 · pairs of k`
/// bytes after each other if it is tiled; else, for each turn, as many words from `x` and
/// `DISTANCE` after it, and then moves `x` by the table's step. It reads `blocks` blocks of
/// weights and writes four bytes of each pixel a block.
#[derive(Debug)]
#[repr(C)]
struct PixelRun {
    /// Bytes of `y` from pixel to pixel.
    stride: usize,
    /// Bytes of `y` of all pixels: `stride` times their number, which is even.
    span: usize,
    /// Blocks of four output channels, at least 1.
    blocks: usize,
    /// Bytes of a block's weights.
    depth: usize,
    /// Bytes that `x` moves by after each turn. In a loop the last, and only that, is odd: 1 more. Weights of four
    /// bits have no steps, and room for a block here.
    steps: *const i32,
    /// The last shift, where all channels have one that is not in the code.
    shift: usize,
}

/// The core for pairs of pixels or a single one.
type PixelCore =
    unsafe extern "C" fn(x: *const u32, weights: *const u32, y: *mut i8, run: *const PixelRun);

/// One matmul-like operator: everything that is known when it is compiled.
#[derive(Debug)]
pub(super) struct Matmul<'a> {
    feed: unsafe fn(&Self, &Tensors),
    pair: PixelCore,
    single: PixelCore,
    /// The part that only windows of more than one pixel need.
    windows: Option<&'a Windows>,
    /// Pixels of a row of the output.
    columns: usize,
    /// Channels of the input.
    inputs: usize,
    /// Bytes of `y` from pixel to pixel: the output's channels, unless pixels lie apart.
    outputs: usize,
    /// Words of a block.
    block: usize,
    /// Bytes of a block's weights alone.
    depth: usize,
    /// Blocks of a group that are full.
    full: usize,
    /// Bytes of `x` from pair to pair of pixels.
    step: usize,
    /// Fours of activations under a window.
    quads: usize,
    /// Pairs of pixels in a tile.
    tile: usize,
    /// Channels of the last block that is not full.
    rest: u8,
    /// The last shift, where all channels have one that is not in the code.
    pub(super) shift: u8,
    /// Whether bytes past a pixel's channels are of pixels that may be computed already.
    apart: bool,
}

/// The part of a [`Matmul`] that says how windows are found.
#[derive(Debug)]
pub(super) struct Windows {
    shape: Shape,
    walk: DualWalk,
    /// Words of a group's weights.
    group: usize,
    /// Whether taps that are neighbours in a window are so in the input.
    dense: bool,
    /// Columns of the input that a whole window can begin at.
    lefts: usize,
    /// The rows of a whole window, to be gathered.
    lines: CopiedRows,
    /// Whether windows inside of the input are read there.
    in_place: bool,
    /// Turns of a segment.
    turns: usize,
    /// Rows of the input in scratch.
    ring: Ring,
}

/// The tensors of one call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tensors {
    pub(super) x: *const i8,
    pub(super) y: *mut i8,
    pub(super) scratch: *mut u32,
    pub(super) weights: *const u32,
    pub(super) padding: i8,
    /// Rows of `x`.
    pub(super) height: usize,
    /// Rows of `y`.
    pub(super) rows: usize,
    /// Rows of padding above `x`.
    pub(super) pad_top: usize,
}

impl Windows {
    /// The windows of a layer with weights of `words` words, unless each is a pixel.
    pub(super) const fn of(shape: Shape, walk: DualWalk, words: usize) -> Option<Self> {
        match shape.is_pointwise() {
            true => None,
            false => Some(Self::new(shape, walk, words)),
        }
    }

    /// The windows of a layer with weights of `words` words.
    pub(super) const fn new(shape: Shape, walk: DualWalk, words: usize) -> Self {
        Self {
            shape,
            walk,
            group: words / shape.groups,
            dense: shape.groups == 1 && shape.window.dilation_w == 1,
            lefts: (shape.input[2] + 1).saturating_sub(shape.kernel[1]),
            lines: CopiedRows {
                count: shape.row(),
                from: (shape.window.dilation_h * shape.input[2] * shape.input[3])
                    .wrapping_sub(shape.row()),
                to: 0,
            },
            in_place: shape.groups == 1
                && shape.kernel[0] * shape.kernel[1] == 1
                && shape.input[3].is_multiple_of(4),
            turns: walk.turns(&shape),
            ring: Ring::of(&shape),
        }
    }
}

impl<'a> Matmul<'a> {
    /// Fails to build unless weights of `words` words and the scratch fit the shape. `windows` belong to
    /// the same shape and are needed unless it is pointwise or one row.
    pub(super) const fn new<
        const UNROLL: usize,
        const SEGMENTS: usize,
        const DISTANCE: usize,
        const TIES: bool,
        const SHIFT: usize,
    >(
        shape: Shape,
        tile: usize,
        windows: Option<&'a Windows>,
        words: usize,
        scratch: usize,
    ) -> Self {
        let walk = DualWalk {
            unroll: UNROLL,
            segments: SEGMENTS,
            distance: DISTANCE,
            tile,
        };
        assert!(walk.fits(&shape), "the core can walk over the shape");
        assert!(
            walk.words(&shape, TIES, SHIFT) == words,
            "the weights fit the shape"
        );
        assert!(
            walk.room(&shape, TIES, SHIFT) + walk.scratch(&shape) <= scratch,
            "the scratch fits the shape"
        );
        let direct = DISTANCE > 0;
        let is_bytes = SHIFT < NIBBLES;
        assert!(is_bytes || !direct && walk.tile > 0, "nibbles are gathered");
        let (pair, single) = Self::cores::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(&shape, walk);
        Self {
            feed: Self::feed::<DISTANCE, SHIFT>(&shape),
            pair,
            single,
            windows,
            columns: shape.output[2],
            inputs: shape.input[3],
            outputs: shape.output[3],
            block: walk.block(&shape, TIES, SHIFT),
            depth: 8 * walk.pairs(&shape),
            full: shape.output_channels() / CHANNELS,
            step: if direct {
                2 * DISTANCE
            } else {
                8 * walk.pairs(&shape)
            },
            quads: shape.depth().div_ceil(4),
            tile: walk.tile(&shape),
            rest: (shape.output_channels() % CHANNELS) as u8,
            shift: (SHIFT % ANY_SHIFT) as u8,
            apart: false,
        }
    }

    /// What goes over the pixels of a shape with the cores.
    const fn feed<const DISTANCE: usize, const SHIFT: usize>(
        shape: &Shape,
    ) -> unsafe fn(&Self, &Tensors) {
        match (SHIFT < NIBBLES, shape.is_pointwise()) {
            (true, _) if DISTANCE > 0 => Self::direct,
            (true, true) => Self::pointwise::<false>,
            (true, false) => Self::tiled::<false>,
            (false, true) => Self::pointwise::<true>,
            (false, false) => Self::tiled::<true>,
        }
    }

    /// This layer for calls of one row, with `step` pixels from pixel to pixel of the output.
    pub(super) const fn spread(self, step: usize) -> Self {
        Self {
            outputs: step * self.outputs,
            apart: step > 1,
            ..self
        }
    }

    /// The tensors with the rest of scratch, and the room for a block ahead of it, if weights have four bits.
    #[inline(always)]
    fn with_room<const NIBBLES: bool>(&self, tensors: &Tensors) -> (Tensors, *const i32) {
        if !NIBBLES {
            return (*tensors, ptr::null());
        }
        // A word more for each pair of `k`, which is eight bytes of weights.
        let words = self.block.wrapping_add(self.depth / 8);
        let rest = Tensors {
            scratch: tensors.scratch.wrapping_add(words),
            ..*tensors
        };
        (rest, tensors.scratch.cast_const().cast())
    }

    /// Computes the layer, with outputs saturated to int8.
    ///
    /// # Safety
    /// The tensors have the lengths that [`Matmul::new`] was told, with as many rows as they say, at
    /// most those of the shape, and no more padding above; scratch and weights are aligned to 4;
    /// scratch overlaps nothing. `y` may overlap `x`: then only what is computed depends on it.
    #[inline(always)]
    pub(super) unsafe fn run(&self, tensors: &Tensors) {
        // SAFETY: this function's contract.
        unsafe { (self.feed)(self, tensors) }
    }

    /// One group of output channels of neighbouring pixels: an even number, or one.
    ///
    /// The last block, if it is not full, comes first: the bytes that it writes past its channels
    /// are the next pixel's, which is computed later. The `last` pixels of the tensor have no next
    /// one, and of pixels of fewer than four channels it is more than one.
    ///
    /// # Safety
    /// `x`, the weights and the steps are as [`PixelRun`] says, `y` is the group's first channel of the
    /// first pixel.
    #[inline(always)]
    unsafe fn compute(&self, part: &PixelPart, pixels: usize, last: bool) {
        let core = if pixels == 1 { self.single } else { self.pair };
        let stride = self.outputs;
        let run = |pixels: usize, blocks| PixelRun {
            stride,
            span: pixels.wrapping_mul(stride),
            blocks,
            depth: self.depth,
            steps: part.steps,
            shift: self.shift.into(),
        };
        if self.rest > 0 {
            let weights = part
                .weights
                .wrapping_add(self.full.wrapping_mul(self.block));
            let y = part.y.wrapping_add(self.full.wrapping_mul(CHANNELS));
            let free = match (self.full, last) {
                _ if self.apart => 0,
                (0, _) => 0,
                (_, true) => pixels.saturating_sub(2),
                (_, false) => pixels,
            };
            if free > 0 {
                // SAFETY: the block's weights; what is written past its channels lies in the next
                // pixel.
                unsafe { core(part.x, weights, y, &run(free, 1)) };
            }
            for pair in free.div_ceil(2)..pixels.div_ceil(2) {
                let x = part.x.wrapping_byte_add(pair.wrapping_mul(self.step));
                let y = y.wrapping_add((At(pair) * 2 * stride).0);
                // SAFETY: as above, with outputs aside.
                unsafe {
                    self.aside(
                        core,
                        &PixelPart {
                            x,
                            y,
                            weights,
                            ..*part
                        },
                        pixels.min(2),
                    )
                };
            }
        }
        if self.full > 0 {
            // SAFETY: this function's contract.
            unsafe { core(part.x, part.weights, part.y, &run(pixels, self.full)) };
        }
    }

    /// [`Matmul::compute`], out of line.
    ///
    /// # Safety
    /// The requirements are those of [`Matmul::compute`].
    #[inline(never)]
    unsafe fn compute_pixels(&self, part: &PixelPart, pixels: usize, last: bool) {
        // SAFETY: this function's contract.
        unsafe { self.compute(part, pixels, last) }
    }

    /// The last block of one or two pixels, by way of memory that has room for four channels.
    ///
    /// # Safety
    /// The requirements are those of [`Matmul::compute`] for the last block.
    #[inline(never)]
    unsafe fn aside(&self, core: PixelCore, part: &PixelPart, pixels: usize) {
        let mut aside = [[0_i8; CHANNELS]; 2];
        let run = PixelRun {
            stride: CHANNELS,
            span: 2 * CHANNELS,
            blocks: 1,
            depth: self.depth,
            steps: part.steps,
            shift: self.shift.into(),
        };
        // SAFETY: this function's contract; there is room for two pixels of a block.
        unsafe { core(part.x, part.weights, aside.as_mut_ptr().cast(), &run) };
        for (pixel, outputs) in (0..pixels).zip(&aside) {
            let y = part.y.wrapping_add(pixel.wrapping_mul(self.outputs));
            for (channel, &output) in (0..self.rest.into()).zip(outputs) {
                // SAFETY: a channel of the pixel.
                unsafe { y.wrapping_add(channel).write(output) };
            }
        }
    }
}

/// Some pixels' part in a call of the core.
#[derive(Debug, Clone, Copy)]
struct PixelPart {
    x: *const u32,
    y: *mut i8,
    weights: *const u32,
    steps: *const i32,
}

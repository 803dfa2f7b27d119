//! DEPTHWISE_CONV_2D by planes, or with pixels read where they lie.
//!
//! [`planes`] takes bands of rows apart by [`deinterleave`] and computes them channel by channel, by [`stride_1`] or
//! [`stride_2`], whose loops are in [`step_loops`]. [`row_pairs`] does so with two rows of outputs, and [`in_place`]
//! computes four channels of a pixel at a time. Which code a layer runs is decided when it is compiled.
#![allow(unsafe_code)]

mod deinterleave;
mod in_place;
mod planes;
mod row_pairs;
mod step_loops;
mod stride_1;
mod stride_2;

use crate::bytes::Io;
use crate::layout::planes::band::{Band, BandAxis};
use crate::layout::planes::{ROW_PAIRS, channel};
use crate::layout::{Planar, Planes};
use crate::op::{Shape, WindowRows};
use crate::requantize::Output;

use super::matmul::Tensors;
use super::{Conv2d, Geometry};
use in_place::TapPointers;

/// One layer: everything that is known when it is compiled. A model has many: what is always small is a
/// byte.
#[derive(Debug)]
struct Depthwise<'a> {
    core: DepthwiseCore<'a>,
    /// Goes over the rows with the core.
    feed: unsafe fn(&Self, Tensors),
    /// Columns of the input and of the output.
    columns: [usize; 2],
    channels: usize,
    pad_left: u8,
    /// The window's stride, by planes.
    stride: u8,
    /// Rows of a plane.
    turn: u8,
    /// Whether the rows of a plane are the image's columns.
    swapped: bool,
    /// Columns and rows of the output in a plane, at most.
    part: [u8; 2],
    /// Words of a channel by planes.
    channel: u8,
}

/// The core of a layer. Others, and what feeds them, are not linked.
#[derive(Debug, Clone, Copy)]
enum DepthwiseCore<'a> {
    /// Takes rows apart, and computes four planes.
    Plane(deinterleave::Deinterleave, planes::PlanesCore),
    /// Computes two rows.
    RowPairs(row_pairs::RowPairsCore),
    /// Computes a pixel.
    Pixel(&'a TapPointers, in_place::InPlaceCore),
}

/// Width and height of the parts that are computed at once; none where pixels are.
const fn part(shape: &Shape, planar: Planar) -> [u8; 2] {
    if planar.stride == 0 {
        return [0; 2];
    }
    let Band { width, height, .. } = Band::of(shape, planar);
    [width as u8, height as u8]
}

impl<'a> Depthwise<'a> {
    /// Fails to build unless weights of `words` words and the scratch fit the shape. `taps` belong to the
    /// same shape.
    const fn new<
        const STRIDE: usize,
        const TURN: usize,
        const EXPONENT: usize,
        const TIES: bool,
    >(
        shape: &Shape,
        swapped: bool,
        taps: &'a TapPointers,
        words: usize,
        scratch: usize,
    ) -> Self {
        let planar = Planar {
            stride: STRIDE,
            turn: TURN,
            swapped,
        };
        assert!(planar.fits(shape), "the kernel can go over the shape");
        assert!(
            planar.words(shape, TIES) == words,
            "the weights fit the shape"
        );
        assert!(
            planar.scratch(shape) <= scratch,
            "the scratch fits the shape"
        );
        assert!(
            EXPONENT <= 15 && (EXPONENT > 0 || STRIDE > 0 || TIES),
            "the exponent is a shift, or there is a word for each channel's own"
        );
        let (core, feed) = Self::core::<STRIDE, TURN, EXPONENT, TIES>(taps);
        Self {
            core,
            feed,
            columns: [shape.input[2], shape.output[2]],
            channels: shape.input[3],
            pad_left: shape.window.pad_left as u8,
            stride: STRIDE as u8,
            turn: TURN as u8,
            swapped,
            part: part(shape, planar),
            channel: channel(TIES) as u8,
        }
    }

    /// The core, and what goes over the rows with it.
    const fn core<
        const STRIDE: usize,
        const TURN: usize,
        const EXPONENT: usize,
        const TIES: bool,
    >(
        taps: &'a TapPointers,
    ) -> (DepthwiseCore<'a>, unsafe fn(&Self, Tensors)) {
        match STRIDE {
            0 if EXPONENT == 0 => (
                DepthwiseCore::Pixel(taps, in_place::pixel::<TURN, true, true>),
                Self::in_place,
            ),
            0 => (
                DepthwiseCore::Pixel(taps, in_place::pixel::<TURN, TIES, false>),
                Self::in_place,
            ),
            1 if TURN == ROW_PAIRS => (
                DepthwiseCore::RowPairs(row_pairs::core::<EXPONENT, TIES>),
                Self::row_pairs,
            ),
            1 => (
                DepthwiseCore::Plane(
                    deinterleave::rows::<TURN>,
                    stride_1::plane::<EXPONENT, TURN, TIES>,
                ),
                Self::planes,
            ),
            _ => (
                DepthwiseCore::Plane(
                    deinterleave::rows::<TURN>,
                    stride_2::plane::<EXPONENT, TURN, TIES>,
                ),
                Self::planes,
            ),
        }
    }

    /// The axes of the planes: columns and rows. Those of the image are as long as the call says.
    fn axes(&self, image: &Tensors) -> [BandAxis; 2] {
        let ([input, output], channels) = (self.columns, self.channels);
        let across = BandAxis {
            input,
            output,
            pad: self.pad_left.into(),
            x: channels,
            y: channels,
        };
        let down = BandAxis {
            input: image.height,
            output: image.rows,
            pad: image.pad_top,
            x: input.wrapping_mul(channels),
            y: output.wrapping_mul(channels),
        };
        match self.swapped {
            true => [down, across],
            false => [across, down],
        }
    }

    /// # Safety
    /// The tensors have the shape's sizes, with as many rows as they say, at most those of the shape,
    /// and no more padding above; `weights` and `scratch` have the sizes that `new` was told, and
    /// scratch overlaps nothing. `y` may overlap `x`: then only what is computed depends on it.
    unsafe fn run(&self, tensors: Tensors) {
        // SAFETY: this function's contract.
        unsafe { (self.feed)(self, tensors) };
    }
}

/// DEPTHWISE_CONV_2D, row by row: the rows of `y` from the rows of `x` that lie below `pad_top` rows
/// of padding, each `[W][C]` and `[OW][C]`. Rows that a window sees below those are padding too.
///
/// There are no more rows and no more padding than in the shape of `L`, or nothing is computed.
/// `scratch` has the words that [`Planar::scratch`] names. `x` may lie as far over `y` as
/// `Planar::overlap` says.
#[inline(always)]
pub fn depthwise_conv_2d<
    L: Geometry,
    const W: usize,
    const C: usize,
    const OW: usize,
    const SCRATCH: usize,
    const STRIDE: usize,
    const TURN: usize,
    const SWAPPED: bool,
    const EXPONENT: usize,
    const TIES: bool,
    const WORDS: usize,
>(
    _: &L,
    mut io: WindowRows<'_, W, C, OW, C>,
    pad_top: usize,
    scratch: &mut [u32; SCRATCH],
    weights: &Planes<STRIDE, TURN, SWAPPED, EXPONENT, TIES, WORDS>,
    conv: &Conv2d,
) {
    const { L::SHAPE.check_rows([W, C], [OW, C]) };
    let layer: &Depthwise<'static> = const {
        let taps = const { &TapPointers::new(L::SHAPE, TURN, EXPONENT) };
        &Depthwise::new::<STRIDE, TURN, EXPONENT, TIES>(&L::SHAPE, SWAPPED, taps, WORDS, SCRATCH)
    };
    let (x, y) = io.pointers();
    if L::SHAPE.has_fewer(x.len(), y.len(), pad_top) {
        return;
    }
    let tensors = Tensors {
        x: x.cast(),
        y: y.cast(),
        scratch: scratch.as_mut_ptr(),
        weights: weights.0.as_ptr(),
        padding: conv.input_zero_point,
        height: x.len(),
        rows: y.len(),
        pad_top,
    };
    // SAFETY: rows of the shape that `Depthwise::new` is told and has checked, at most as many as it
    // has: checked above.
    unsafe { layer.run(tensors) };
    super::clamp::clamp(io.y().as_flattened_mut().as_flattened_mut(), conv.output);
}

/// DEPTHWISE_CONV_2D of any shape: for tests, which draw shapes when they run.
///
/// # Panics
/// If there are no whole rows or more than the shape has, or the kernel cannot go over it like that.
pub fn depthwise_conv_2d_of_shape<
    const STRIDE: usize,
    const TURN: usize,
    const EXPONENT: usize,
    const TIES: bool,
>(
    mut io: Io<'_, [i8], [i8]>,
    (pad_top, padding): (usize, i8),
    scratch: &mut [u32],
    (weights, swapped): (&[u32], bool),
    output: Output,
    shape: Shape,
) {
    let [height, rows] = shape.rows(&mut io);
    assert!(pad_top <= shape.window.pad_top);
    let (words, room) = (weights.len(), scratch.len());
    let taps = TapPointers::new(shape, TURN, EXPONENT);
    let layer = Depthwise::new::<STRIDE, TURN, EXPONENT, TIES>(&shape, swapped, &taps, words, room);
    let (x, y) = io.pointers();
    let tensors = Tensors {
        x: x.cast(),
        y: y.cast(),
        scratch: scratch.as_mut_ptr(),
        weights: weights.as_ptr(),
        padding,
        height,
        rows,
        pad_top,
    };
    // SAFETY: the tensors have the lengths of the shape: checked above and by `Depthwise::new`.
    unsafe { layer.run(tensors) };
    super::clamp::clamp(io.y(), output);
}

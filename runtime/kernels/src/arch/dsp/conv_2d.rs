//! CONV_2D by the matmul core.
#![allow(unsafe_code)]

use crate::bytes::Io;
use crate::layout::{Dual, Walk};
use crate::op::Shape;
use crate::op::{Rows, Window};
use crate::requantize::Output;

use super::matmul::{Layer, Tensors, Windows};

/// The parameters of a convolution besides its tensors: window and groups as constants, which choose
/// code, and the most rows of input and output that a call has; the rest as values.
#[derive(Debug, Clone, Copy)]
pub struct Conv2d<
    const H: usize,
    const OH: usize,
    const KH: usize,
    const KW: usize,
    const STRIDE_H: usize,
    const STRIDE_W: usize,
    const DILATION_H: usize,
    const DILATION_W: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const GROUPS: usize,
> {
    /// The input's zero point: the value of padding.
    pub input_zero_point: i8,
    /// Zero point and range of the output.
    pub output: Output,
}

impl<
    const H: usize,
    const OH: usize,
    const KH: usize,
    const KW: usize,
    const STRIDE_H: usize,
    const STRIDE_W: usize,
    const DILATION_H: usize,
    const DILATION_W: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const GROUPS: usize,
> Conv2d<H, OH, KH, KW, STRIDE_H, STRIDE_W, DILATION_H, DILATION_W, PAD_TOP, PAD_LEFT, GROUPS>
{
    /// The shape with most rows of these.
    pub(super) const fn shape([w, ci]: [usize; 2], [ow, co]: [usize; 2]) -> Shape {
        Shape {
            input: [1, H, w, ci],
            output: [1, OH, ow, co],
            kernel: [KH, KW],
            window: Window {
                stride_h: STRIDE_H,
                stride_w: STRIDE_W,
                dilation_h: DILATION_H,
                dilation_w: DILATION_W,
                pad_top: PAD_TOP,
                pad_left: PAD_LEFT,
            },
            groups: GROUPS,
        }
    }
}

/// CONV_2D, row by row: the rows of `y` from the rows of `x` that lie below `pad_top` rows of
/// padding, each `[W][CI]` and `[OW][CO]`. Rows that a window sees below those are padding too; a
/// window of one pixel sees none.
///
/// There are at most `H` and `OH` of them and `PAD_TOP` of padding, or nothing is computed.
/// `scratch` has the words that [`Walk::scratch`](crate::layout::Walk::scratch) names. `x` may lie
/// as far over `y` as `Walk::overlap` says.
#[inline(always)]
pub fn conv_2d<
    const W: usize,
    const CI: usize,
    const OW: usize,
    const CO: usize,
    const H: usize,
    const OH: usize,
    const KH: usize,
    const KW: usize,
    const STRIDE_H: usize,
    const STRIDE_W: usize,
    const DILATION_H: usize,
    const DILATION_W: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const GROUPS: usize,
    const SCRATCH: usize,
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TILE: usize,
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
>(
    mut io: Rows<'_, W, CI, OW, CO>,
    pad_top: usize,
    scratch: &mut [u32; SCRATCH],
    weights: &Dual<UNROLL, SEGMENTS, DISTANCE, TILE, TIES, SHIFT, WORDS>,
    conv: &Conv2d<
        H,
        OH,
        KH,
        KW,
        STRIDE_H,
        STRIDE_W,
        DILATION_H,
        DILATION_W,
        PAD_TOP,
        PAD_LEFT,
        GROUPS,
    >,
) {
    const {
        assert!(W * CI * OW * CO > 0, "a row has values");
    }
    let layer: &Layer<'static> = const {
        let shape = Conv2d::<
            H,
            OH,
            KH,
            KW,
            STRIDE_H,
            STRIDE_W,
            DILATION_H,
            DILATION_W,
            PAD_TOP,
            PAD_LEFT,
            GROUPS,
        >::shape([W, CI], [OW, CO]);
        let windows = if shape.is_pointwise() {
            None
        } else {
            Some(
                const {
                    let walk = Walk {
                        unroll: UNROLL,
                        segments: SEGMENTS,
                        distance: DISTANCE,
                        tile: TILE,
                    };
                    &Windows::new(
                        Conv2d::<
                            H,
                            OH,
                            KH,
                            KW,
                            STRIDE_H,
                            STRIDE_W,
                            DILATION_H,
                            DILATION_W,
                            PAD_TOP,
                            PAD_LEFT,
                            GROUPS,
                        >::shape([W, CI], [OW, CO]),
                        walk,
                        WORDS,
                    )
                },
            )
        };
        &Layer::new::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(shape, TILE, windows, WORDS, SCRATCH)
    };
    let (x, y) = io.pointers();
    if x.len() > H || y.len() > OH || pad_top > PAD_TOP {
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
    // SAFETY: rows of the shape that `Layer::new` is told and has checked, at most as many as it
    // has: checked above.
    unsafe { layer.run(&tensors) };
    super::clamp::clamp(io.y().as_flattened_mut().as_flattened_mut(), conv.output);
}

/// CONV_2D, or FULLY_CONNECTED of several rows, of any shape: for tests, which draw shapes when they run.
/// All channels have this shift if `SHIFT` is [`ANY_SHIFT`](crate::layout::ANY_SHIFT).
///
/// # Panics
/// If there are no whole rows or more than the shape has, or the core cannot walk over it like that.
pub fn conv_2d_of_shape<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TIES: bool,
    const SHIFT: usize,
>(
    mut io: Io<'_, [i8], [i8]>,
    (pad_top, padding): (usize, i8),
    scratch: &mut [u32],
    weights: &[u32],
    output: Output,
    (shape, tile, shift): (Shape, usize, usize),
) {
    let [height, rows] = shape.rows(&mut io);
    assert!(pad_top <= shape.window.pad_top);
    let walk = Walk {
        unroll: UNROLL,
        segments: SEGMENTS,
        distance: DISTANCE,
        tile,
    };
    let (words, room) = (weights.len(), scratch.len());
    let windows = Windows::new(shape, walk, words);
    let mut layer = Layer::new::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(
        shape,
        tile,
        Some(&windows),
        words,
        room,
    );
    layer.shift = shift as u8;
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
    // SAFETY: the tensors have the lengths of the shape: checked above and by `Layer::new`.
    unsafe { layer.run(&tensors) };
    super::clamp::clamp(io.y(), output);
}

impl Shape {
    /// How many rows of input and output there are: for tests.
    ///
    /// # Panics
    /// If they are not whole, or more than the shape has.
    pub(super) fn rows(&self, io: &mut Io<'_, [i8], [i8]>) -> [usize; 2] {
        let (x, y) = io.pointers();
        let rows = |values: usize, [_, most, w, c]: [usize; 4]| {
            assert!(values.is_multiple_of(w * c) && values <= most * w * c);
            values / (w * c)
        };
        [rows(x.len(), self.input), rows(y.len(), self.output)]
    }
}

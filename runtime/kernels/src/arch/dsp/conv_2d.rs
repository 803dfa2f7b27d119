//! CONV_2D by the matmul core.
#![allow(unsafe_code)]

use crate::bytes::Io;
use crate::layout::{Dual, DualWalk};
use crate::op::{Shape, WindowRows};
use crate::requantize::Output;

use super::Geometry;
use super::matmul::{Matmul, Tensors, Windows};

/// The parameters of a convolution besides its geometry and its tensors.
#[derive(Debug, Clone, Copy)]
pub struct Conv2d {
    /// The input's zero point: the value of padding.
    pub input_zero_point: i8,
    /// Zero point and range of the output.
    pub output: Output,
}

/// CONV_2D, row by row: the rows of `y` from the rows of `x` that lie below `pad_top` rows of
/// padding, each `[W][CI]` and `[OW][CO]`. Rows that a window sees below those are padding too; a
/// window of one pixel sees none.
///
/// There are no more rows and no more padding than in the shape of `L`, or nothing is computed.
/// `scratch` has the words that [`DualWalk::scratch`](crate::layout::DualWalk::scratch) names. `x` may lie
/// as far over `y` as `DualWalk::overlap` says.
#[inline(always)]
pub fn conv_2d<
    L: Geometry,
    const W: usize,
    const CI: usize,
    const OW: usize,
    const CO: usize,
    const SCRATCH: usize,
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TILE: usize,
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
>(
    _: &L,
    mut io: WindowRows<'_, W, CI, OW, CO>,
    pad_top: usize,
    scratch: &mut [u32; SCRATCH],
    weights: &Dual<UNROLL, SEGMENTS, DISTANCE, TILE, TIES, SHIFT, WORDS>,
    conv: &Conv2d,
) {
    const {
        assert!(W * CI * OW * CO > 0, "a row has values");
        L::SHAPE.check_rows([W, CI], [OW, CO]);
    }
    let layer: &Matmul<'static> = const {
        let windows = const {
            let walk = Dual::<UNROLL, SEGMENTS, DISTANCE, TILE, TIES, SHIFT, WORDS>::WALK;
            &Windows::of(L::SHAPE, walk, WORDS)
        };
        &Matmul::new::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(
            L::SHAPE,
            TILE,
            windows.as_ref(),
            WORDS,
            SCRATCH,
        )
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
    // SAFETY: rows of the shape that `Matmul::new` is told and has checked, at most as many as it
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
    let walk = DualWalk {
        unroll: UNROLL,
        segments: SEGMENTS,
        distance: DISTANCE,
        tile,
    };
    let (words, room) = (weights.len(), scratch.len());
    let windows = Windows::new(shape, walk, words);
    let mut layer = Matmul::new::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(
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
    // SAFETY: the tensors have the lengths of the shape: checked above and by `Matmul::new`.
    unsafe { layer.run(&tensors) };
    super::clamp::clamp(io.y(), output);
}

//! TRANSPOSE_CONV of int8 by the matmul core: a convolution for each phase, row by row.
#![allow(unsafe_code)]

use crate::at::At;
use crate::layout::{Dual, DualWalk, Lattice};
use crate::op::Shape;
use crate::requantize::Output;

use super::Geometry;
use super::matmul::{Matmul, Tensors, Windows};

/// The outputs that meet the same taps: see [`Lattice`].
#[derive(Debug)]
pub struct Phase<'a> {
    layer: Matmul<'a>,
    weights: &'a [u32],
    lattice: Lattice,
    /// Bytes of a row of the input.
    width: usize,
    /// Rows of the input under a window.
    taps: usize,
    /// Bytes of the output from the first pixel of a row to the end of the last.
    span: usize,
    /// Bytes of a pixel of the output.
    pixel: usize,
    /// Words of scratch.
    scratch: usize,
}

/// The parameters that all phases share.
#[derive(Debug, Clone, Copy)]
pub struct TransposeConv {
    /// Images.
    pub images: usize,
    /// Rows of an image of the input, and bytes of one.
    pub input: [usize; 2],
    /// Rows of an image of the output, and bytes of one.
    pub output: [usize; 2],
    /// The input's zero point: the value of padding.
    pub input_zero_point: i8,
    /// Zero point and range of the output.
    pub range: Output,
}

impl<'a> Phase<'a> {
    /// The phase that is a convolution of `L`'s shape. That has one row of pixels, from as many rows of the
    /// input as a window has.
    ///
    /// Fails to build unless the weights fit the shape.
    #[inline(always)]
    pub const fn new<
        L: Geometry,
        const UNROLL: usize,
        const SEGMENTS: usize,
        const DISTANCE: usize,
        const TILE: usize,
        const TIES: bool,
        const SHIFT: usize,
        const WORDS: usize,
    >(
        _: &L,
        weights: &'a Dual<UNROLL, SEGMENTS, DISTANCE, TILE, TIES, SHIFT, WORDS>,
        lattice: Lattice,
    ) -> Self {
        let windows: &'static Windows = const {
            let walk = Dual::<UNROLL, SEGMENTS, DISTANCE, TILE, TIES, SHIFT, WORDS>::WALK;
            &Windows::new(L::SHAPE, walk, WORDS)
        };
        let windows = (windows, L::SHAPE, TILE);
        Self::with::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(&weights.0, lattice, windows)
    }

    /// A phase of any shape: for tests, which draw shapes when they run. All channels have this shift if
    /// `SHIFT` is [`ANY_SHIFT`](crate::layout::ANY_SHIFT).
    ///
    /// # Panics
    /// If the weights do not fit the shape, or the core cannot walk over it like that.
    pub const fn of_shape<
        const UNROLL: usize,
        const DISTANCE: usize,
        const TIES: bool,
        const SHIFT: usize,
    >(
        weights: &'a [u32],
        lattice: Lattice,
        of: &'a ShapeOfPhase,
        shift: usize,
    ) -> Self {
        let windows = (&of.windows, of.shape, of.tile);
        let mut phase = Self::with::<UNROLL, 0, DISTANCE, TIES, SHIFT>(weights, lattice, windows);
        phase.layer.shift = shift as u8;
        phase
    }

    const fn with<
        const UNROLL: usize,
        const SEGMENTS: usize,
        const DISTANCE: usize,
        const TIES: bool,
        const SHIFT: usize,
    >(
        weights: &'a [u32],
        lattice: Lattice,
        (windows, shape, tile): (&'a Windows, Shape, usize),
    ) -> Self {
        let walk = DualWalk {
            unroll: UNROLL,
            segments: SEGMENTS,
            distance: DISTANCE,
            tile,
        };
        let scratch = walk.scratch(&shape);
        let layer = Matmul::new::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(
            shape,
            tile,
            Some(windows),
            weights.len(),
            scratch,
        );
        let [_, _, columns, pixel] = shape.output;
        assert!(columns > 0 && pixel > 0, "a row has values");
        let [taps, _] = shape.kernel;
        assert!(
            shape.input[1] == taps && shape.output[1] == 1 && shape.window.pad_top + 1 == taps,
            "the shape is that of a row of pixels"
        );
        assert!(lattice.pad_top < taps, "a window sees an input");
        Self {
            layer: layer.spread(lattice.step[1]),
            weights,
            lattice,
            width: shape.input[2] * shape.input[3],
            taps,
            span: ((columns - 1) * lattice.step[1] + 1) * pixel,
            pixel,
            scratch,
        }
    }

    /// Computes a row of its pixels in `y`, a row of the output, from an image of so many rows.
    fn row(
        &self,
        row: usize,
        (x, height): (&[i8], usize),
        y: &mut [i8],
        scratch: &mut [u32],
        padding: i8,
    ) {
        let above = row.wrapping_sub(self.lattice.pad_top);
        let (first, pad_top) = match above.cast_signed() {
            0.. => (above, 0),
            _ => (0, above.wrapping_neg()),
        };
        let end = above.wrapping_add(self.taps).min(height);
        let rows = end.wrapping_sub(first);
        let x = x.get(first.wrapping_mul(self.width)..end.wrapping_mul(self.width));
        let x = x.unwrap_or_default();
        let y = y.get_mut(self.lattice.first[1].wrapping_mul(self.pixel)..);
        let y = y.unwrap_or_default();
        if y.len() < self.span || scratch.len() < self.scratch {
            return;
        }
        let tensors = Tensors {
            x: x.as_ptr(),
            y: y.as_mut_ptr(),
            scratch: scratch.as_mut_ptr(),
            weights: self.weights.as_ptr(),
            padding,
            height: if x.is_empty() { 0 } else { rows },
            rows: 1,
            pad_top,
        };
        // SAFETY: `Matmul::new` has checked weights and scratch against the shape. `x` has `height` rows
        // of it, at most `taps`: as many as it has. `pad_top` is at most the lattice's, which is below
        // `taps`. `y` has `span` bytes, which end with the row's last pixel.
        unsafe { self.layer.run(&tensors) };
    }
}

/// The part of a [`Phase`] of any shape that it refers to.
#[derive(Debug)]
pub struct ShapeOfPhase {
    shape: Shape,
    tile: usize,
    windows: Windows,
}

impl ShapeOfPhase {
    /// A phase with weights of `words` words.
    pub const fn new(shape: Shape, walk: DualWalk, words: usize) -> Self {
        Self {
            shape,
            tile: walk.tile,
            windows: Windows::new(shape, walk, words),
        }
    }
}

/// TRANSPOSE_CONV of all images, by all phases.
///
/// The scratch has the words that the phase needs that needs most.
#[inline(never)]
pub fn transpose_conv(
    x: &[i8],
    y: &mut [i8],
    scratch: &mut [u32],
    phases: &[Phase<'_>],
    conv: &TransposeConv,
) {
    let ([height, width], [rows, row]) = (conv.input, conv.output);
    for image in 0..conv.images {
        let start = At(image) * height * width;
        let x = x.get(start.0..).unwrap_or_default();
        for phase in phases {
            let Lattice { first, step, .. } = phase.lattice;
            for at in 0..phase.lattice.rows {
                let start = (At(image) * rows + first[0] + At(at) * step[0]) * row;
                if let Some(y) = y.get_mut(start.run(row)) {
                    phase.row(at, (x, height), y, scratch, conv.input_zero_point);
                }
            }
        }
    }
    super::clamp::clamp(y, conv.range);
}

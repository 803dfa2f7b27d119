//! CONV_2D: `y[oy][ox][co] = clamp(zp_y + scale[co] · (bias[co] + Σ (x − zp_x) · w[co]))`.
//!
//! Semantics: TFLM's `reference_integer_ops::ConvPerChannel`, groups included (the filter's input
//! channels divide the input's). The compiler folds `−zp_x · Σw` into the bias; a tap outside of
//! the input reads zero points, which cancels its share of that term exactly, so borders need no
//! arithmetic of their own. Range: `|Σ|` is below `2^31` wherever TFLM's own i32 accumulator is.

use crate::arch::{Filters, Word, matmul};
use crate::at::At;
use crate::bytes::Io;
use crate::layout::{BLOCK, Blocked};
use crate::op::Shape;
use crate::op::overlap::of_pixels;
use crate::op::window::Patches;
use crate::op::{Window, WindowRows};
use crate::overlap::Overlap;
use crate::requantize::{Output, Scales};

/// The parameters of a convolution.
#[derive(Debug, Clone, Copy)]
pub struct Conv2d<S> {
    /// Steps of the window.
    pub window: Window,
    /// The input's zero point: the value of padding.
    pub input_zero_point: i8,
    /// One scale per output channel, or one for all.
    pub scales: S,
    /// Zero point and range of the output.
    pub output: Output,
}

/// CONV_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][CI]` below `pad_top` rows of padding (`conv.window.pad_top` is
/// ignored), and `io.y` has the rows `[OW][CO]` that are computed. `patch` is scratch for the input
/// under one window, `[KH][KW][CI]`; a 1×1 window that never leaves the input reads `x` in place
/// and takes an empty patch (`P = 0`).
#[inline(never)]
pub fn conv_2d<
    const W: usize,
    const CI: usize,
    const OW: usize,
    const CO: usize,
    const CG: usize,
    const KW: usize,
    const KH: usize,
    const B: usize,
    const G: usize,
    const P: usize,
    T: Word,
    S: Scales,
>(
    mut io: WindowRows<'_, W, CI, OW, CO>,
    pad_top: usize,
    patch: &mut [[[[i8; CI]; KW]; KH]; P],
    weights: &Blocked<CG, KW, KH, B, G, T>,
    bias: &[i32; CO],
    conv: &Conv2d<S>,
) {
    const { assert!(CI == G * CG && CO.is_multiple_of(G)) };
    let sizes = Sizes {
        patches: Patches {
            window: Window {
                pad_top,
                ..conv.window
            },
            padding: conv.input_zero_point,
            height: io.x().len(),
            width: W,
            channels: CI,
            kernel: [KH, KW],
            group: CG,
        },
        output: [io.y().len(), OW],
        groups: G,
        channels: const { CO / G },
        block: const { B * KH * KW * CG },
    };
    let filters = Filters {
        weights: weights
            .0
            .as_flattened()
            .as_flattened()
            .as_flattened()
            .as_flattened(),
        bias,
        scales: conv.scales.as_slice(),
        output: conv.output,
    };
    let patch = patch
        .as_flattened_mut()
        .as_flattened_mut()
        .as_flattened_mut();
    convolve(io.flat().flat(), patch, &filters, &sizes);
}

/// Returns how far the output may lie over the input. With a patch, the input under a window is
/// copied before the pixel is written; without one, the input is read again for each block of
/// channels.
pub fn overlap(shape: &Shape, patch: bool) -> Overlap {
    let inputs = shape.input[3] / shape.groups;
    let outputs = shape.output[3] / shape.groups;
    let parts = if patch { 1 } else { 2 };
    let read = |part: usize| part / parts * inputs;
    let written = |part: usize| {
        let group = part / parts;
        if (part + 1).is_multiple_of(parts) {
            (group + 1) * outputs
        } else {
            // All blocks except the last.
            group * outputs + (outputs - 1) / BLOCK * BLOCK
        }
    };
    of_pixels(shape, parts * shape.groups, read, written)
}

/// The sizes of a convolution of some rows. They are run-time values, so that all convolutions
/// share their code.
pub(super) struct Sizes {
    pub(super) patches: Patches,
    /// Height and width.
    pub(super) output: [usize; 2],
    pub(super) groups: usize,
    /// Output channels of a group.
    pub(super) channels: usize,
    /// Words of weights of a group.
    pub(super) block: usize,
}

#[inline(never)]
fn convolve<T: Word>(
    mut io: Io<'_, [i8], [i8]>,
    patch: &mut [i8],
    filters: &Filters<'_, T>,
    sizes: &Sizes,
) {
    let [height, width] = sizes.output;
    let mut at = At(0);
    for oy in 0..height {
        for ox in 0..width {
            let mut filters = *filters;
            for group in 0..sizes.groups {
                let y = at.run(sizes.channels);
                at += sizes.channels;
                if patch.is_empty() {
                    let x = sizes.patches.pixel((oy, ox), group);
                    matmul(io.part(x, y), &filters);
                } else {
                    let x = sizes.patches.gather(io.x(), patch, (oy, ox), group);
                    let y = io.y().get_mut(y).unwrap_or_default();
                    matmul(Io::new(x, y), &filters);
                }
                filters.skip(sizes.channels, sizes.block);
            }
        }
    }
}

//! CONV_2D: `y[co] = clamp(scale_x · scale[co] · Σ (x − zp_x) · w[co] + bias[co])`.
//!
//! Semantics: LiteRT's `HybridConv`, or `HybridConvPerChannel` where output channels have scales of
//! their own and the input has a zero point. Taps outside of the input read the zero point.

use super::quantize::{Input, quantize};
use super::{Hybrid, scale};
use crate::arch::dot;
use crate::bytes::Io;
use crate::layout::{BLOCK, Blocked};
use crate::op::conv_2d::Sizes;
use crate::op::window::Patches;
use crate::op::{Window, WindowRows};

/// CONV_2D of one image.
///
/// `io.x` has the rows `[W][CI]` below `pad_top` rows of padding (`window.pad_top` is ignored), and
/// `io.y` has rows `[OW][CO]`. `scratch` holds the quantized image and the input under a window;
/// `sums` are the sums of the weights of each output channel, if the input has a zero point.
#[inline(always)]
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
>(
    mut io: WindowRows<'_, W, CI, OW, CO, f32>,
    pad_top: usize,
    scratch: &mut [i8],
    weights: &Blocked<CG, KW, KH, B, G>,
    (sums, scales, bias): (&[i32], &[f32], &[f32; CO]),
    window: Window,
    hybrid: &Hybrid,
) {
    let words = weights.0.as_flattened().as_flattened();
    let sizes = Sizes {
        patches: Patches {
            window: Window { pad_top, ..window },
            padding: 0,
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
    let filters = HybridFilters {
        weights: words.as_flattened().as_flattened(),
        sums,
        scales,
        bias,
        hybrid,
    };
    convolve(io.flat().flat(), scratch, &filters, &sizes);
}

/// The operands that turn sums into outputs.
pub(super) struct HybridFilters<'a> {
    /// Blocks of as many words as there are products.
    pub(super) weights: &'a [u32],
    pub(super) sums: &'a [i32],
    pub(super) scales: &'a [f32],
    pub(super) bias: &'a [f32],
    pub(super) hybrid: &'a Hybrid,
}

#[inline(never)]
fn convolve(
    mut io: Io<'_, [f32], [f32]>,
    scratch: &mut [i8],
    filters: &HybridFilters<'_>,
    sizes: &Sizes,
) {
    let Some((image, patch)) = scratch.split_at_mut_checked(io.x().len()) else {
        return;
    };
    let input = quantize(io.x(), image, filters.hybrid.is_asymmetric);
    let patches = Patches {
        // The zero point is of int8.
        padding: input.zero_point as i8,
        ..sizes.patches
    };
    let [height, width] = sizes.output;
    let mut at = 0;
    for oy in 0..height {
        for ox in 0..width {
            for group in 0..sizes.groups {
                let x = patches.gather(image, patch, (oy, ox), group);
                let weights = filters.weights.get(group * sizes.block..);
                let channel = group * sizes.channels;
                let y = io.y().get_mut(at..at + sizes.channels);
                at += sizes.channels;
                if let (Some(weights), Some(y)) = (weights, y) {
                    filters.pixel(x, y, weights, channel, input);
                }
            }
        }
    }
}

impl HybridFilters<'_> {
    /// Computes the output channels from `first` on into `y`; `weights` are the weights of these
    /// channels.
    pub(super) fn pixel(
        &self,
        x: &[i8],
        y: &mut [f32],
        mut weights: &[u32],
        first: usize,
        input: Input,
    ) {
        for (block, y) in y.chunks_mut(BLOCK).enumerate() {
            let words;
            (words, weights) = weights.split_at_checked(x.len()).unwrap_or_default();
            for (lane, (y, dot)) in y.iter_mut().zip(dot(x, words)).enumerate() {
                let channel = first + block * BLOCK + lane;
                let sum = self.sums.get(channel).copied().unwrap_or_default();
                let bias = self.bias.get(channel).copied().unwrap_or_default();
                let sum = dot.wrapping_sub(input.zero_point.wrapping_mul(sum));
                *y = self
                    .hybrid
                    .finish(sum, input, scale(self.scales, channel), bias);
            }
        }
    }
}

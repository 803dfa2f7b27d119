//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.
//!
//! Semantics: LiteRT's `DepthwiseConvHybridPerChannel`, whose input has a zero point.

use super::super::conv_2d::{Conv2d, RowSizes};
use super::quantize::{Input, quantize};
use super::{Hybrid, scale};
use crate::bytes::Io;
use crate::op::WindowRows;

/// DEPTHWISE_CONV_2D of one image.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`conv.window.pad_top` is ignored),
/// and `io.y` has rows `[OW][CO]`; `weights` are in TFLite's order. `scratch` holds the quantized
/// image.
#[inline(always)]
pub fn depthwise_conv_2d<
    const W: usize,
    const C: usize,
    const OW: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
>(
    mut io: WindowRows<'_, W, C, OW, CO, f32>,
    pad_top: usize,
    scratch: &mut [i8],
    weights: &[[[i8; CO]; KW]; KH],
    (scales, bias): (&[f32], &[f32; CO]),
    conv: &Conv2d,
    hybrid: &Hybrid,
) {
    let sizes = RowSizes::new(conv, pad_top, [io.x().len(), W, C], [io.y().len(), OW, CO]);
    let filters = HybridDepthwiseFilters {
        weights: weights.as_flattened().as_flattened(),
        scales,
        bias,
        hybrid,
        channels: C,
        multiplier: const { CO / C },
    };
    convolve(io.flat().flat(), scratch, &filters, &sizes);
}

struct HybridDepthwiseFilters<'a> {
    weights: &'a [i8],
    scales: &'a [f32],
    bias: &'a [f32],
    hybrid: &'a Hybrid,
    /// Channels of the input.
    channels: usize,
    multiplier: usize,
}

#[inline(never)]
fn convolve(
    mut io: Io<'_, [f32], [f32]>,
    scratch: &mut [i8],
    filters: &HybridDepthwiseFilters<'_>,
    sizes: &RowSizes,
) {
    let Some(image) = scratch.get_mut(..io.x().len()) else {
        return;
    };
    let input = quantize(io.x(), image, filters.hybrid.is_asymmetric);
    let [height, width, _] = sizes.output;
    let mut y = io.y().iter_mut();
    for oy in 0..height {
        for ox in 0..width {
            let mut output = 0;
            for channel in 0..filters.channels {
                for _ in 0..filters.multiplier {
                    let sum = filters.sum(image, sizes, [oy, ox], [channel, output], input);
                    let bias = filters.bias.get(output).copied().unwrap_or_default();
                    let scale = scale(filters.scales, output);
                    if let Some(y) = y.next() {
                        *y = filters.hybrid.finish(sum, input, scale, bias);
                    }
                    output += 1;
                }
            }
        }
    }
}

impl HybridDepthwiseFilters<'_> {
    /// Returns the sum of the products of one output channel and the input channel that it reads.
    #[inline(always)]
    fn sum(
        &self,
        image: &[i8],
        sizes: &RowSizes,
        [oy, ox]: [usize; 2],
        [channel, output]: [usize; 2],
        input: Input,
    ) -> i32 {
        let [rows, columns] = sizes.window(oy, ox);
        let [by_row, by_column] = &sizes.axes;
        let mut sum = 0_i32;
        let mut row = (rows.at * by_column.size + columns.at) * self.channels + channel;
        for ky in rows.range {
            let mut at = row;
            for kx in columns.range.clone() {
                let tap = (ky * by_column.taps + kx) * self.bias.len() + output;
                if let (Some(&x), Some(&weight)) = (image.get(at), self.weights.get(tap)) {
                    let x = i32::from(x) - input.zero_point;
                    sum = sum.wrapping_add(x * i32::from(weight));
                }
                at += by_column.dilation * self.channels;
            }
            row += by_row.dilation * by_column.size * self.channels;
        }
        sum
    }
}

//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.
//!
//! Semantics: TFLM's `reference_integer_ops::DepthwiseConvPerChannel`. Zero points fold into the
//! bias and padding reads zero points, as in CONV_2D.

use crate::arch::depthwise_conv_2d_pixel;
use crate::op::Shape;
use crate::op::overlap::of_pixels;
use crate::op::window::copy;
use crate::op::{Conv2d, Window, WindowRows};
use crate::overlap::Overlap;
use crate::requantize::Scales;

/// DEPTHWISE_CONV_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`conv.window.pad_top` is ignored),
/// and `io.y` has the rows `[OW][CO]` that are computed; `weights` are in TFLite's order. `scratch`
/// holds a pixel of the output and one of padding: `P = CO + C`, or `CO` where no window leaves the
/// input.
#[inline(never)]
pub fn depthwise_conv_2d<
    const W: usize,
    const C: usize,
    const OW: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
    const P: usize,
    S: Scales,
>(
    mut io: WindowRows<'_, W, C, OW, CO>,
    pad_top: usize,
    scratch: &mut [i8; P],
    weights: &[[[i8; CO]; KW]; KH],
    bias: &[i32; CO],
    conv: &Conv2d<S>,
) {
    const { assert!(P == CO || P == CO + C) };
    let Some((pixel, padding)) = scratch.split_first_chunk_mut::<CO>() else {
        return;
    };
    padding.fill(conv.input_zero_point);
    // Without padding no tap lies outside of the input, so the value of this pixel does not matter.
    let padding = padding.first_chunk().unwrap_or(const { &[0; C] });
    let window = Window {
        pad_top,
        ..conv.window
    };
    for oy in 0..io.y().len() {
        for ox in 0..OW {
            let taps = window.taps(io.x(), padding, (oy, ox));
            depthwise_conv_2d_pixel(&taps, pixel, weights, bias, &conv.scales, conv.output);
            if let Some(y) = io.y().get_mut(oy).and_then(|row| row.get_mut(ox)) {
                copy(pixel, y);
            }
        }
    }
}

/// DEPTHWISE_CONV_2D with weights of four bits, the first of two in the lower half of a byte. The scratch also
/// holds the weights as bytes, which all pixels share: `S = P + KH · KW · CO`.
#[inline(never)]
pub fn depthwise_conv_2d_int4<
    const W: usize,
    const C: usize,
    const OW: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
    const P: usize,
    const SCRATCH: usize,
    const N: usize,
    S: Scales,
>(
    io: WindowRows<'_, W, C, OW, CO>,
    pad_top: usize,
    scratch: &mut [i8; SCRATCH],
    weights: &[u8; N],
    bias: &[i32; CO],
    conv: &Conv2d<S>,
) {
    const { assert!(SCRATCH == P + KH * KW * CO && N == (KH * KW * CO).div_ceil(2)) };
    let Some((scratch, room)) = scratch.split_first_chunk_mut::<P>() else {
        return;
    };
    let both = |byte: u8| [(byte << 4).cast_signed() >> 4, byte.cast_signed() >> 4];
    let (pairs, rest) = room.as_chunks_mut();
    for (pair, &byte) in pairs.iter_mut().zip(weights) {
        *pair = both(byte);
    }
    if let ([weight], Some(&byte)) = (rest, weights.last()) {
        [*weight, _] = both(byte);
    }
    if let Some(weights) = room.as_chunks().0.as_chunks().0.first_chunk::<KH>() {
        depthwise_conv_2d::<W, C, OW, CO, KW, KH, P, S>(io, pad_top, scratch, weights, bias, conv);
    }
}

/// Returns how far the output may lie over the input: the kernel works pixel by pixel.
pub fn overlap(shape: &Shape) -> Overlap {
    of_pixels(shape, 1, |_| 0, |_| shape.output[3])
}

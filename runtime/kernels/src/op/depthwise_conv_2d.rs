//! DEPTHWISE_CONV_2D: each input channel has `M = CO / C` filters of its own.
//!
//! Semantics: TFLM's `reference_integer_ops::DepthwiseConvPerChannel`. Zero points fold into the
//! bias and padding reads zero points, as in CONV_2D.

use crate::arch::depthwise_conv_2d_pixel;
use crate::op::Conv2d;
use crate::requantize::Scales;

/// DEPTHWISE_CONV_2D over `N` images, row by row.
///
/// `x` is `[N][H][W][C]`, `y` is `[N][OH][OW][CO]`, `weights` in TFLite's order. `padding`
/// is scratch for one pixel, or empty (`P = 0`) where no window leaves the input.
#[inline(never)]
pub fn depthwise_conv_2d<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
    const P: usize,
    S: Scales,
>(
    x: &[[[[i8; C]; W]; H]; N],
    y: &mut [[[[i8; CO]; OW]; OH]; N],
    padding: &mut [i8; P],
    weights: &[[[i8; CO]; KW]; KH],
    bias: &[i32; CO],
    conv: &Conv2d<S>,
) {
    padding.fill(conv.input_zero_point);
    for (x, y) in x.iter().zip(y) {
        // Without scratch no tap lies outside of the input, and any pixel will do.
        let padding = padding.first_chunk().unwrap_or(&x[0][0]);
        for (oy, row) in y.iter_mut().enumerate() {
            for (ox, y) in row.iter_mut().enumerate() {
                let taps = conv.window.taps(x, padding, (oy, ox));
                depthwise_conv_2d_pixel(&taps, y, weights, bias, &conv.scales, conv.output);
            }
        }
    }
}

//! CONV_2D: `y[oy][ox][co] = clamp(zp_y + scale[co] · (bias[co] + Σ (x − zp_x) · w[co]))`.
//!
//! Semantics: TFLM's `reference_integer_ops::ConvPerChannel`, groups included (the filter's input
//! channels divide the input's). The compiler folds `−zp_x · Σw` into the bias; a tap outside of
//! the input reads a pixel of zero points, which cancels that share exactly, so no border has a
//! branch. Range: `|Σ|` is below `2^31` wherever TFLM's own i32 accumulator is.

use crate::arch::conv_2d_pixel;
use crate::layout::Blocked;
use crate::op::Window;
use crate::requantize::{Output, Scales};

/// What a convolution needs besides its tensors.
#[derive(Debug, Clone, Copy)]
pub struct Conv2d<S> {
    /// Steps of the window.
    pub window: Window,
    /// The input's zero point: the value of padding.
    pub input_zero_point: i8,
    /// Per output channel, or one for all.
    pub scales: S,
    /// Zero point and range of the output.
    pub output: Output,
}

/// CONV_2D over `N` images, row by row.
///
/// `x` is `[N][H][W][CI]`, `y` is `[N][OH][OW][CO]`; `padding` is scratch for one
/// pixel, or empty (`P = 0`) where no window leaves the input.
#[inline(never)]
pub fn conv_2d<
    const N: usize,
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const CG: usize,
    const KW: usize,
    const KH: usize,
    const B: usize,
    const G: usize,
    const P: usize,
    S: Scales,
>(
    x: &[[[[i8; CI]; W]; H]; N],
    y: &mut [[[[i8; CO]; OW]; OH]; N],
    padding: &mut [i8; P],
    weights: &Blocked<CG, KW, KH, B, G>,
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
                conv_2d_pixel(&taps, y, weights, bias, &conv.scales, conv.output);
            }
        }
    }
}

//! CONV_2D: `y[oy][ox][co] = clamp(zp_y + scale[co] · (bias[co] + Σ (x − zp_x) · w[co]))`.
//!
//! Semantics: TFLM's `reference_integer_ops::ConvPerChannel`, groups included (the filter's input
//! channels divide the input's). The compiler folds `−zp_x · Σw` into the bias; a tap outside of
//! the input reads zero points, which cancels that share exactly, so no border needs arithmetic of
//! its own. Range: `|Σ|` is below `2^31` wherever TFLM's own i32 accumulator is.

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
/// `x` is `[N][H][W][CI]`, `y` is `[N][OH][OW][CO]`. `patch` is scratch for the input under one
/// window, `[KH][KW][CI]`; a 1×1 window that never leaves the input reads `x` in place and takes
/// an empty one (`P = 0`).
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
    patch: &mut [[[[i8; CI]; KW]; KH]; P],
    weights: &Blocked<CG, KW, KH, B, G>,
    bias: &[i32; CO],
    conv: &Conv2d<S>,
) {
    for (x, y) in x.iter().zip(y) {
        for (oy, row) in y.iter_mut().enumerate() {
            for (ox, y) in row.iter_mut().enumerate() {
                let x = match patch.first_mut() {
                    Some(patch) => conv.window.patch(x, patch, conv.input_zero_point, (oy, ox)),
                    None => conv.window.pixel(x, (oy, ox)),
                };
                conv_2d_pixel(x, y, weights, bias, &conv.scales, conv.output);
            }
        }
    }
}

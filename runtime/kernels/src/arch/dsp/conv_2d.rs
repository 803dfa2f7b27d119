//! CONV_2D by the matmul core.

use crate::layout::{Dual, Shape, Walk};
use crate::op::Window;
use crate::requantize::Output;

use super::matmul::{Layer, Tensors, Windows};

/// What a convolution needs besides its tensors: window and groups as constants, which choose
/// code; the rest as values.
#[derive(Debug, Clone, Copy)]
pub struct Conv2d<
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
    const KH: usize,
    const KW: usize,
    const STRIDE_H: usize,
    const STRIDE_W: usize,
    const DILATION_H: usize,
    const DILATION_W: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const GROUPS: usize,
> Conv2d<KH, KW, STRIDE_H, STRIDE_W, DILATION_H, DILATION_W, PAD_TOP, PAD_LEFT, GROUPS>
{
    /// The shape with these tensors.
    const fn shape(input: [usize; 4], output: [usize; 4]) -> Shape {
        Shape {
            input,
            output,
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

/// CONV_2D over `N` images: `x` is `[N][H][W][CI]`, `y` is `[N][OH][OW][CO]`.
///
/// `scratch` has the words that [`Walk::scratch`](crate::layout::Walk::scratch) names.
#[inline(always)]
pub fn conv_2d<
    const N: usize,
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
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
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
>(
    x: &[[[[i8; CI]; W]; H]; N],
    y: &mut [[[[i8; CO]; OW]; OH]; N],
    scratch: &mut [u32; SCRATCH],
    weights: &Dual<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT, WORDS>,
    conv: &Conv2d<KH, KW, STRIDE_H, STRIDE_W, DILATION_H, DILATION_W, PAD_TOP, PAD_LEFT, GROUPS>,
) {
    let layer: &Layer<'static> = const {
        let shape = Conv2d::<
            KH,
            KW,
            STRIDE_H,
            STRIDE_W,
            DILATION_H,
            DILATION_W,
            PAD_TOP,
            PAD_LEFT,
            GROUPS,
        >::shape([N, H, W, CI], [N, OH, OW, CO]);
        let windows = if shape.is_pointwise() {
            None
        } else {
            Some(
                const {
                    let walk = Walk {
                        unroll: UNROLL,
                        segments: SEGMENTS,
                        distance: DISTANCE,
                    };
                    &Windows::new(
                        Conv2d::<
                            KH,
                            KW,
                            STRIDE_H,
                            STRIDE_W,
                            DILATION_H,
                            DILATION_W,
                            PAD_TOP,
                            PAD_LEFT,
                            GROUPS,
                        >::shape([N, H, W, CI], [N, OH, OW, CO]),
                        walk,
                        WORDS,
                    )
                },
            )
        };
        &Layer::new::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(shape, windows, WORDS, SCRATCH)
    };
    let tensors = Tensors {
        x: x.as_ptr().cast(),
        y: y.as_mut_ptr().cast(),
        scratch: scratch.as_mut_ptr(),
        weights: weights.0.as_ptr(),
        padding: conv.input_zero_point,
    };
    // SAFETY: the tensors have the shape and lengths that `Layer::new` is told and has checked.
    unsafe { layer.run(&tensors) };
    super::clamp::clamp(
        y.as_flattened_mut().as_flattened_mut().as_flattened_mut(),
        conv.output,
    );
}

/// CONV_2D, or FULLY_CONNECTED, of any shape: for tests, which draw shapes when they run.
///
/// # Panics
/// If a length is not the shape's, or the core cannot walk over it like that.
pub fn conv_2d_of_shape<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TIES: bool,
    const SHIFT: usize,
>(
    (x, padding): (&[i8], i8),
    (y, output): (&mut [i8], Output),
    scratch: &mut [u32],
    weights: &[u32],
    shape: Shape,
) {
    let [input, outputs] = [shape.input, shape.output].map(|size| size.iter().product::<usize>());
    assert!(x.len() == input && y.len() == outputs);
    let walk = Walk {
        unroll: UNROLL,
        segments: SEGMENTS,
        distance: DISTANCE,
    };
    let (words, room) = (weights.len(), scratch.len());
    let windows = Windows::new(shape, walk, words);
    let layer =
        Layer::new::<UNROLL, SEGMENTS, DISTANCE, TIES, SHIFT>(shape, Some(&windows), words, room);
    let tensors = Tensors {
        x: x.as_ptr(),
        y: y.as_mut_ptr(),
        scratch: scratch.as_mut_ptr(),
        weights: weights.as_ptr(),
        padding,
    };
    if shape.is_matrix() && shape.pixels() == 1 {
        // SAFETY: the tensors have the lengths of the shape: checked above and by `Layer::new`.
        unsafe { layer.row(&tensors) };
    } else {
        // SAFETY: as above.
        unsafe { layer.run(&tensors) };
    }
    super::clamp::clamp(y, output);
}

//! DEPTHWISE_CONV_2D by planes, or with pixels read where they lie.
//!
//! [`planes`] takes bands of rows apart and computes them channel by channel, [`in_place`] four
//! channels of a pixel at a time. Which code a layer runs is decided when it is compiled.

mod in_place;
mod plane;
mod planes;
mod split;
mod step;
mod step_of_two;

use crate::layout::planes::Band;
use crate::layout::{Planar, Planes, Shape};
use crate::op::Window;
use crate::requantize::Output;

use super::Conv2d;

/// One layer: everything that is known when it is compiled.
#[derive(Debug)]
struct Layer {
    shape: Shape,
    planar: Planar,
    exponent: usize,
    core: Core,
    /// Goes over an image with the core.
    image: unsafe fn(&Self, Tensors),
    /// Words of a block.
    block: usize,
    /// Pairs of taps in place, and turns of them.
    pairs: usize,
    turns: usize,
}

/// The core of a layer. Others, and what feeds them, are not linked.
#[derive(Debug, Clone, Copy)]
enum Core {
    /// Takes rows apart, and computes four planes.
    Plane(Band, split::Rows, planes::Core),
    /// Computes a pixel.
    Pixel(in_place::Core),
}

/// The tensors of one call.
#[derive(Debug, Clone, Copy)]
struct Tensors {
    x: *const i8,
    y: *mut i8,
    scratch: *mut u32,
    weights: *const u32,
    padding: i8,
}

impl Layer {
    /// Fails to build unless weights of that many words and the scratch fit the shape.
    const fn new<
        const STRIDE: usize,
        const TURN: usize,
        const EXPONENT: usize,
        const TIES: bool,
    >(
        shape: Shape,
        words: usize,
        scratch: usize,
    ) -> Self {
        let planar = Planar {
            stride: STRIDE,
            turn: TURN,
        };
        assert!(planar.fits(&shape), "the kernel can go over the shape");
        assert!(
            planar.words(&shape, TIES) == words,
            "the weights fit the shape"
        );
        assert!(
            planar.scratch(&shape) <= scratch,
            "the scratch fits the shape"
        );
        assert!(
            EXPONENT <= 15 && (EXPONENT > 0 || STRIDE > 0 || TIES),
            "the exponent is a shift, or there is a word for each channel's own"
        );
        assert!(STRIDE == 0 || !TIES, "planes have no ties");
        let pairs = if STRIDE == 0 { planar.pairs(&shape) } else { 0 };
        let (core, image): (Core, unsafe fn(&Self, Tensors)) = match STRIDE {
            0 if EXPONENT == 0 => (
                Core::Pixel(in_place::pixel::<TURN, true, true>),
                Self::in_place,
            ),
            0 => (
                Core::Pixel(in_place::pixel::<TURN, TIES, false>),
                Self::in_place,
            ),
            1 => (
                Core::Plane(
                    Band::of(&shape, TURN),
                    split::rows::<TURN>,
                    step::plane::<EXPONENT, TURN>,
                ),
                Self::planes,
            ),
            _ => (
                Core::Plane(
                    Band::of(&shape, TURN),
                    split::rows::<TURN>,
                    step_of_two::plane::<EXPONENT, TURN>,
                ),
                Self::planes,
            ),
        };
        Self {
            shape,
            planar,
            exponent: EXPONENT,
            core,
            image,
            block: planar.block(&shape, TIES),
            pairs,
            turns: if STRIDE == 0 { pairs / TURN } else { 0 },
        }
    }

    /// # Safety
    /// The tensors have the shape's sizes, `weights` and `scratch` those that `new` was told.
    unsafe fn run(&self, tensors: Tensors) {
        let [images, h, w, c] = self.shape.input;
        let [_, oh, ow, _] = self.shape.output;
        for image in 0..images {
            let image = Tensors {
                x: tensors.x.wrapping_add(image * h * w * c),
                y: tensors.y.wrapping_add(image * oh * ow * c),
                ..tensors
            };
            // SAFETY: one image of the tensors.
            unsafe { (self.image)(self, image) };
        }
    }
}

/// DEPTHWISE_CONV_2D over `N` images: `x` is `[N][H][W][C]`, `y` is `[N][OH][OW][C]`.
///
/// `scratch` has the words that [`Planar::scratch`] names.
#[inline(always)]
pub fn depthwise_conv_2d<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const STRIDE_H: usize,
    const STRIDE_W: usize,
    const DILATION_H: usize,
    const DILATION_W: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const SCRATCH: usize,
    const STRIDE: usize,
    const TURN: usize,
    const EXPONENT: usize,
    const TIES: bool,
    const WORDS: usize,
>(
    x: &[[[[i8; C]; W]; H]; N],
    y: &mut [[[[i8; C]; OW]; OH]; N],
    scratch: &mut [u32; SCRATCH],
    weights: &Planes<STRIDE, TURN, EXPONENT, TIES, WORDS>,
    conv: &Conv2d<KH, KW, STRIDE_H, STRIDE_W, DILATION_H, DILATION_W, PAD_TOP, PAD_LEFT, 1>,
) {
    let layer: &'static Layer = const {
        &Layer::new::<STRIDE, TURN, EXPONENT, TIES>(
            Shape {
                input: [N, H, W, C],
                output: [N, OH, OW, C],
                kernel: [KH, KW],
                window: Window {
                    stride_h: STRIDE_H,
                    stride_w: STRIDE_W,
                    dilation_h: DILATION_H,
                    dilation_w: DILATION_W,
                    pad_top: PAD_TOP,
                    pad_left: PAD_LEFT,
                },
                groups: 1,
            },
            WORDS,
            SCRATCH,
        )
    };
    let tensors = Tensors {
        x: x.as_ptr().cast(),
        y: y.as_mut_ptr().cast(),
        scratch: scratch.as_mut_ptr(),
        weights: weights.0.as_ptr(),
        padding: conv.input_zero_point,
    };
    // SAFETY: the tensors have the shape and lengths that `Layer::new` is told and has checked.
    unsafe { layer.run(tensors) };
    super::clamp::clamp(
        y.as_flattened_mut().as_flattened_mut().as_flattened_mut(),
        conv.output,
    );
}

/// DEPTHWISE_CONV_2D of any shape: for tests, which draw shapes when they run.
///
/// # Panics
/// If a length is not the shape's, or the kernel cannot go over it like that.
pub fn depthwise_conv_2d_of_shape<
    const STRIDE: usize,
    const TURN: usize,
    const EXPONENT: usize,
    const TIES: bool,
>(
    (x, padding): (&[i8], i8),
    (y, output): (&mut [i8], Output),
    scratch: &mut [u32],
    weights: &[u32],
    shape: Shape,
) {
    let [input, outputs] = [shape.input, shape.output].map(|size| size.iter().product::<usize>());
    assert!(x.len() == input && y.len() == outputs);
    let layer = Layer::new::<STRIDE, TURN, EXPONENT, TIES>(shape, weights.len(), scratch.len());
    let tensors = Tensors {
        x: x.as_ptr(),
        y: y.as_mut_ptr(),
        scratch: scratch.as_mut_ptr(),
        weights: weights.as_ptr(),
        padding,
    };
    // SAFETY: the tensors have the lengths of the shape: checked above and by `Layer::new`.
    unsafe { layer.run(tensors) };
    super::clamp::clamp(y, output);
}

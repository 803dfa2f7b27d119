//! DEPTHWISE_CONV_2D by planes and in place.

use tiny_model_kernels::arch::dsp::depthwise_conv_2d_of_shape;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::layout::{PackedPlanes, Planar, pack_planes};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::profile::{Size, Speed};
use tiny_model_kernels::requantize::Output;

use super::call::{Kernel, check};
use crate::oracle::convolution::{self, Shapes};
use crate::weighted::{Order, Weighted, window};
use crate::{Draw, Verdict};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    let shape = shape(draw);
    let shapes = Shapes {
        x: shape.input,
        y: shape.output,
        kernel: shape.kernel,
    };
    let input = shape.input.iter().product();
    let depth = shape.kernel[0] * shape.kernel[1];
    let values = draw.tensor(input);
    let mut p = Weighted::draw(draw, Order::ChannelLast, shape.output[3], depth);
    if draw.one_in(2) {
        // Channels with similar scales, as in a model.
        let shift = p.scales[0].shift;
        for scale in &mut p.scales {
            scale.shift = (shift - draw.int(0..=3)).max(-31);
        }
    }
    let pack = match draw.one_in(2) {
        true => pack_planes::<Speed>,
        false => pack_planes::<Size>,
    };
    let packed = pack(&shape, &p.weights, &p.folded(), &p.scales, p.output);
    let Some(mut packed) = packed else {
        return Verdict::Declined;
    };
    match draw.size(0..=3) {
        0 => packed.planar = packed.planar.smaller().unwrap_or(packed.planar),
        1 => packed = packed.by_row_pairs(&shape).unwrap_or(packed),
        _ => {}
    }
    let expected = convolution::depthwise_conv_2d(shapes, shape.window, &p.layer(&values));
    let kernel = Depthwise {
        shape,
        packed: &packed,
        strips: None,
        padding: p.zero_point,
        output: p.output,
    };
    check(draw, &kernel, &values, &expected).with(&(packed.planar, packed.exponent, p, values))
}

/// The kernel with its weights.
struct Depthwise<'a> {
    shape: Shape,
    packed: &'a PackedPlanes,
    /// Weights for strips.
    strips: Option<PackedPlanes>,
    padding: i8,
    output: Output,
}

impl Depthwise<'_> {
    fn packed(&self) -> &PackedPlanes {
        self.strips.as_ref().unwrap_or(self.packed)
    }
}

impl Kernel for Depthwise<'_> {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn for_strips(&self, [input, output]: [usize; 2]) -> Self {
        let mut shape = self.shape;
        (shape.input[1], shape.output[1]) = (input, output);
        Self {
            shape,
            strips: Some(self.packed.for_strips(&shape)),
            ..*self
        }
    }

    fn overlap(&self) -> Overlap {
        self.packed().planar.overlap(&self.shape)
    }

    fn scratch(&self) -> usize {
        self.packed().planar.scratch(&self.shape)
    }

    fn run(&self, io: Io<'_, [i8], [i8]>, pad_top: usize, scratch: &mut [u32]) {
        let packed = self.packed();
        let run = kernel(packed.planar, packed.exponent, packed.ties);
        run(
            io,
            (pad_top, self.padding),
            scratch,
            (&packed.words, packed.planar.swapped),
            self.output,
            self.shape,
        );
    }
}

type Function = fn(Io<'_, [i8], [i8]>, (usize, i8), &mut [u32], (&[u32], bool), Output, Shape);

/// Returns the function with these parameters.
fn kernel(Planar { stride, turn, .. }: Planar, exponent: usize, ties: bool) -> Function {
    macro_rules! of {
        ($stride:literal, $turn:literal, $ties:literal) => {
            [
                depthwise_conv_2d_of_shape::<$stride, $turn, 1, $ties> as Function,
                depthwise_conv_2d_of_shape::<$stride, $turn, 2, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 3, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 4, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 5, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 6, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 7, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 8, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 9, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 10, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 11, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 12, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 13, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 14, $ties>,
                depthwise_conv_2d_of_shape::<$stride, $turn, 15, $ties>,
            ]
        };
    }
    if exponent == 0 {
        return match (stride, turn, ties) {
            (1, 0, false) => depthwise_conv_2d_of_shape::<1, 0, 0, false>,
            (1, 0, true) => depthwise_conv_2d_of_shape::<1, 0, 0, true>,
            (1, 6, false) => depthwise_conv_2d_of_shape::<1, 6, 0, false>,
            (1, 6, true) => depthwise_conv_2d_of_shape::<1, 6, 0, true>,
            (1, 8, false) => depthwise_conv_2d_of_shape::<1, 8, 0, false>,
            (1, 8, true) => depthwise_conv_2d_of_shape::<1, 8, 0, true>,
            (1, 10, false) => depthwise_conv_2d_of_shape::<1, 10, 0, false>,
            (1, 10, true) => depthwise_conv_2d_of_shape::<1, 10, 0, true>,
            (1, 14, false) => depthwise_conv_2d_of_shape::<1, 14, 0, false>,
            (1, 14, true) => depthwise_conv_2d_of_shape::<1, 14, 0, true>,
            (2, 6, false) => depthwise_conv_2d_of_shape::<2, 6, 0, false>,
            (2, 6, true) => depthwise_conv_2d_of_shape::<2, 6, 0, true>,
            (2, 8, false) => depthwise_conv_2d_of_shape::<2, 8, 0, false>,
            (2, 8, true) => depthwise_conv_2d_of_shape::<2, 8, 0, true>,
            (2, 10, false) => depthwise_conv_2d_of_shape::<2, 10, 0, false>,
            (2, 10, true) => depthwise_conv_2d_of_shape::<2, 10, 0, true>,
            (2, 14, false) => depthwise_conv_2d_of_shape::<2, 14, 0, false>,
            (2, 14, true) => depthwise_conv_2d_of_shape::<2, 14, 0, true>,
            (0, 3, _) => depthwise_conv_2d_of_shape::<0, 3, 0, true>,
            (0, 5, _) => depthwise_conv_2d_of_shape::<0, 5, 0, true>,
            other => panic!("{other:?} is not a form of the kernel with separate shifts"),
        };
    }
    let of = match (stride, turn, ties) {
        (1, 0, false) => of!(1, 0, false),
        (1, 0, true) => of!(1, 0, true),
        (1, 6, false) => of!(1, 6, false),
        (1, 6, true) => of!(1, 6, true),
        (1, 8, false) => of!(1, 8, false),
        (1, 8, true) => of!(1, 8, true),
        (1, 10, false) => of!(1, 10, false),
        (1, 10, true) => of!(1, 10, true),
        (1, 14, false) => of!(1, 14, false),
        (1, 14, true) => of!(1, 14, true),
        (2, 6, false) => of!(2, 6, false),
        (2, 6, true) => of!(2, 6, true),
        (2, 8, false) => of!(2, 8, false),
        (2, 8, true) => of!(2, 8, true),
        (2, 10, false) => of!(2, 10, false),
        (2, 10, true) => of!(2, 10, true),
        (2, 14, false) => of!(2, 14, false),
        (2, 14, true) => of!(2, 14, true),
        (0, 3, false) => of!(0, 3, false),
        (0, 3, true) => of!(0, 3, true),
        (0, 5, false) => of!(0, 5, false),
        (0, 5, true) => of!(0, 5, true),
        other => panic!("{other:?} is not a form of the kernel"),
    };
    of[exponent - 1]
}

/// Draws a shape that planes can usually compute.
fn shape(draw: &mut Draw) -> Shape {
    let batch = draw.pick(&[1, 1, 1, 2]);
    let channels = draw.size(4..=13);
    let long = draw.one_in(8);
    let most = if long { 123 } else { 14 };
    let input = match draw.one_in(2) {
        // Several bands in both directions.
        _ if draw.one_in(40) => [batch, draw.size(10..=40), draw.size(10..=70), channels],
        true => [batch, draw.size(1..=most), draw.size(1..=9), channels],
        false => [batch, draw.size(1..=9), draw.size(1..=most), channels],
    };
    let any = draw.one_in(3);
    let kernel = match any {
        true => [draw.size(1..=5), draw.size(1..=5)],
        false => [3, 3],
    };
    let stride = draw.pick(&[1, 2]);
    let output = |draw: &mut Draw, input: usize| match draw.size(0..=3) {
        0 => draw.size(1..=9),
        1 => (input + 1)
            .saturating_sub(kernel[0])
            .div_ceil(stride)
            .max(1),
        _ => input.div_ceil(stride),
    };
    let output = [
        batch,
        output(draw, input[1]),
        output(draw, input[2]),
        channels,
    ];
    let shapes = Shapes {
        x: input,
        y: output,
        kernel,
    };
    let mut window = window(draw, shapes, true);
    if !any {
        (window.stride_h, window.stride_w) = (stride, stride);
        (window.dilation_h, window.dilation_w) = (1, 1);
        window.pad_top = window.pad_top.min(1);
        window.pad_left = window.pad_left.min(1);
    }
    Shape {
        input,
        output,
        kernel,
        window,
        groups: 1,
    }
}

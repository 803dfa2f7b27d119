//! DEPTHWISE_CONV_2D by planes and in place.

use tiny_model_kernels::arch::dsp::depthwise_conv_2d_of_shape;
use tiny_model_kernels::layout::{Planar, Shape, pack_planes};

use crate::memory::Tensor;
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
    let [input, output] = [shape.input, shape.output].map(|shape| shape.iter().product());
    let depth = shape.kernel[0] * shape.kernel[1];
    let values = draw.tensor(input);
    let mut p = Weighted::draw(draw, Order::ChannelLast, shape.output[3], depth);
    if draw.one_in(2) {
        // Channels whose scales are about the same, as in a model.
        let shift = p.scales[0].shift;
        for scale in &mut p.scales {
            scale.shift = (shift - draw.int(0..=3)).max(-31);
        }
    }
    let packed = pack_planes(&shape, &p.weights, &p.folded(), &p.scales, p.output);
    let Some(packed) = packed else {
        return Verdict::Declined;
    };
    let x = Tensor::of(draw, &values);
    let mut y = Tensor::rubbish(draw, output);
    let guard = u32::from_le_bytes([0xa5; 4]);
    let needed = packed.planar.scratch(&shape);
    let mut scratch = alloc::vec![guard; needed + 4];
    let Planar { stride, turn } = packed.planar;
    let run = match (stride, turn, packed.exponent, packed.ties) {
        (1, _, 8, _) => depthwise_conv_2d_of_shape::<1, 0, 8, false>,
        (1, _, 15, _) => depthwise_conv_2d_of_shape::<1, 0, 15, false>,
        (1, _, 12, _) => depthwise_conv_2d_of_shape::<1, 0, 12, false>,
        (1, _, _, _) => depthwise_conv_2d_of_shape::<1, 0, 4, false>,
        (2, _, 8, _) => depthwise_conv_2d_of_shape::<2, 0, 8, false>,
        (2, _, 15, _) => depthwise_conv_2d_of_shape::<2, 0, 15, false>,
        (2, _, 12, _) => depthwise_conv_2d_of_shape::<2, 0, 12, false>,
        (2, _, _, _) => depthwise_conv_2d_of_shape::<2, 0, 4, false>,
        (_, 3, 8, false) => depthwise_conv_2d_of_shape::<0, 3, 8, false>,
        (_, 3, 15, false) => depthwise_conv_2d_of_shape::<0, 3, 15, false>,
        (_, 3, 12, false) => depthwise_conv_2d_of_shape::<0, 3, 12, false>,
        (_, 3, _, false) => depthwise_conv_2d_of_shape::<0, 3, 4, false>,
        (_, 3, 8, true) => depthwise_conv_2d_of_shape::<0, 3, 8, true>,
        (_, 3, 15, true) => depthwise_conv_2d_of_shape::<0, 3, 15, true>,
        (_, 3, 12, true) => depthwise_conv_2d_of_shape::<0, 3, 12, true>,
        (_, 3, _, true) => depthwise_conv_2d_of_shape::<0, 3, 4, true>,
        (_, _, 8, false) => depthwise_conv_2d_of_shape::<0, 5, 8, false>,
        (_, _, 15, false) => depthwise_conv_2d_of_shape::<0, 5, 15, false>,
        (_, _, 12, false) => depthwise_conv_2d_of_shape::<0, 5, 12, false>,
        (_, _, _, false) => depthwise_conv_2d_of_shape::<0, 5, 4, false>,
        (_, _, 8, true) => depthwise_conv_2d_of_shape::<0, 5, 8, true>,
        (_, _, 15, true) => depthwise_conv_2d_of_shape::<0, 5, 15, true>,
        (_, _, 12, true) => depthwise_conv_2d_of_shape::<0, 5, 12, true>,
        (_, _, _, true) => depthwise_conv_2d_of_shape::<0, 5, 4, true>,
    };
    let inputs = (x.values(), p.zero_point);
    run(
        inputs,
        (y.values_mut(), p.output),
        &mut scratch[..needed],
        &packed.words,
        shape,
    );
    let expected = convolution::depthwise_conv_2d(shapes, shape.window, &p.layer(&values));
    if scratch[needed..] != [guard; 4] {
        return Verdict::Differs(alloc::format!("past scratch: {shape:?}"));
    }
    y.compare(
        &expected,
        &(shape, packed.planar, packed.exponent, p, values),
    )
}

/// Often a shape that planes can compute.
fn shape(draw: &mut Draw) -> Shape {
    let batch = draw.pick(&[1, 1, 1, 2]);
    let channels = draw.size(4..=13);
    let long = draw.one_in(8);
    let most = if long { 60 } else { 14 };
    let input = match draw.one_in(2) {
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
        1 => (input + 1).saturating_sub(kernel[0]).div_ceil(stride).max(1),
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

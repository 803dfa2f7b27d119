//! Layers on activations of any type.

mod bias;

use alloc::vec::Vec;
use core::array::from_fn;

use tiny_model_kernels::bytes::{I64, Plain};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::Window;
use tiny_model_kernels::op::layer::{self, Arithmetic, Images, Int8, Int16, Once, overlap};
use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::requantize::{Output, Scale};

use self::bias::Bias;
use super::int16::bytes;
use super::rows::check;
use crate::oracle::convolution::Shapes;
use crate::oracle::{layer as oracle, requantize};
use crate::shared::{GUARDS, Shared};
use crate::{Draw, Verdict};

/// The oracle of a layer's sums.
type Oracle = fn(&Shape, oracle::Sums<'_>) -> Vec<i64>;

/// The conversion of a sum to an output.
type Requantize = fn(i64, Scale, Output) -> i8;

/// Requantizes as LiteRT's FULLY_CONNECTED of uint8: one rounding, ties upwards.
fn once(sum: i64, scale: Scale, output: Output) -> i8 {
    let total = 31 - scale.shift;
    let product = i128::from(sum) * i128::from(scale.multiplier);
    let scaled = (product + (1 << (total - 1))) >> total;
    let value = scaled + i128::from(output.zero_point);
    value.clamp(output.min.into(), output.max.into()) as i8
}

/// A layer that goes by rows.
type Kernel<const W: usize, const CI: usize, const OW: usize, const CO: usize, A> =
    fn(Images<'_, A, W, CI, OW, CO>, usize, &[<A as Arithmetic>::W], &Shape, &A);

pub(crate) fn conv_2d(draw: &mut Draw) -> Verdict {
    one_of!(draw, convolution:
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] [1, 3, 3, 5, 3, 3, 7, 1, 1, 1] [2, 2, 3, 7, 2, 3, 8, 1, 1, 1]
        [1, 1, 5, 6, 1, 5, 9, 1, 1, 1] [1, 4, 4, 6, 4, 4, 15, 1, 1, 3] [1, 5, 4, 1, 5, 4, 5, 3, 3, 1]
        [1, 6, 6, 3, 3, 4, 8, 3, 3, 1] [2, 3, 4, 4, 3, 4, 10, 3, 3, 2] [1, 2, 3, 2, 2, 3, 2, 4, 3, 1]
        [1, 6, 1, 4, 4, 1, 3, 4, 1, 1] [1, 5, 6, 6, 2, 5, 6, 2, 3, 2] [2, 1, 6, 4, 5, 3, 1, 1, 4, 1])
}

fn convolution<
    const N: usize,
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const KH: usize,
    const KW: usize,
    const G: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let sizes = [[N, H, W, CI], [N, OH, OW, CO]];
    let layer = sized(draw, sizes, [KH, KW], Form::Conv2d(G));
    let weights = CO * filter(&layer) * CI / G;
    let sums = oracle::conv_2d;
    match draw.size(0..=3) {
        0 => int16::<i32>(draw, &layer, weights, sums, |draw, tensors, w, a| {
            let kernel: Kernel<W, CI, OW, CO, Int16<'_, i32>> = layer::conv_2d;
            by_rows(
                draw,
                (&layer, overlap::conv_2d(&layer, 2)),
                tensors,
                w,
                a,
                kernel,
            )
        }),
        1 => int16::<I64>(draw, &layer, weights, sums, |draw, tensors, w, a| {
            let kernel: Kernel<W, CI, OW, CO, Int16<'_, I64>> = layer::conv_2d;
            by_rows(
                draw,
                (&layer, overlap::conv_2d(&layer, 2)),
                tensors,
                w,
                a,
                kernel,
            )
        }),
        2 => int8(
            draw,
            &layer,
            weights,
            (sums, requantize),
            |draw, tensors, w, a| {
                let kernel: Kernel<W, CI, OW, CO, Int8<'_>> = layer::conv_2d;
                by_rows(
                    draw,
                    (&layer, overlap::conv_2d(&layer, 1)),
                    tensors,
                    w,
                    a,
                    kernel,
                )
            },
        ),
        _ => int8(
            draw,
            &layer,
            weights,
            (sums, once),
            |draw, tensors, w, a| {
                let kernel: Kernel<W, CI, OW, CO, Once<'_>> = layer::conv_2d;
                by_rows(
                    draw,
                    (&layer, overlap::conv_2d(&layer, 1)),
                    tensors,
                    w,
                    &Once(*a),
                    kernel,
                )
            },
        ),
    }
}

pub(crate) fn depthwise_conv_2d(draw: &mut Draw) -> Verdict {
    one_of!(draw, depthwise:
        [1, 1, 1, 1, 1, 1, 1, 1, 1] [1, 5, 4, 4, 5, 4, 4, 3, 3] [1, 6, 5, 7, 3, 3, 7, 3, 3]
        [2, 4, 4, 2, 4, 4, 6, 3, 3] [1, 5, 5, 1, 5, 5, 8, 2, 3] [1, 2, 3, 9, 2, 3, 9, 4, 3]
        [1, 6, 1, 12, 6, 1, 12, 4, 1] [1, 4, 4, 3, 2, 2, 3, 1, 1] [2, 3, 3, 5, 5, 2, 5, 2, 2])
}

fn depthwise<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const KH: usize,
    const KW: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let sizes = [[N, H, W, C], [N, OH, OW, CO]];
    let layer = sized(draw, sizes, [KH, KW], Form::Depthwise);
    let weights = CO * filter(&layer);
    let sums = oracle::depthwise_conv_2d;
    match draw.size(0..=2) {
        0 => int8(
            draw,
            &layer,
            weights,
            (sums, requantize),
            |draw, tensors, w, a| {
                let kernel: Kernel<W, C, OW, CO, Int8<'_>> = layer::depthwise_conv_2d;
                by_rows(
                    draw,
                    (&layer, overlap::depthwise_conv_2d(&layer, 1)),
                    tensors,
                    w,
                    a,
                    kernel,
                )
            },
        ),
        1 => int16::<i32>(draw, &layer, weights, sums, |draw, tensors, w, a| {
            let kernel: Kernel<W, C, OW, CO, Int16<'_, i32>> = layer::depthwise_conv_2d;
            by_rows(
                draw,
                (&layer, overlap::depthwise_conv_2d(&layer, 2)),
                tensors,
                w,
                a,
                kernel,
            )
        }),
        _ => int16::<I64>(draw, &layer, weights, sums, |draw, tensors, w, a| {
            let kernel: Kernel<W, C, OW, CO, Int16<'_, I64>> = layer::depthwise_conv_2d;
            by_rows(
                draw,
                (&layer, overlap::depthwise_conv_2d(&layer, 2)),
                tensors,
                w,
                a,
                kernel,
            )
        }),
    }
}

pub(crate) fn transpose_conv(draw: &mut Draw) -> Verdict {
    let images = draw.size(1..=2);
    let [[h, w], [oh, ow]] = [(); 2].map(|()| [(); 2].map(|()| draw.size(1..=6)));
    let [inputs, outputs] = [(); 2].map(|()| draw.size(1..=7));
    let kernel = [(); 2].map(|()| draw.size(1..=4));
    let sizes = [[images, h, w, inputs], [images, oh, ow, outputs]];
    let layer = sized(draw, sizes, kernel, Form::Transposed);
    let weights = outputs * filter(&layer) * inputs;
    let sums = oracle::transpose_conv;
    match draw.one_in(2) {
        true => int8(
            draw,
            &layer,
            weights,
            (sums, requantize),
            |draw, tensors, w, a| apart(draw, &layer, tensors, w, a),
        ),
        false => int16::<I64>(draw, &layer, weights, sums, |draw, tensors, w, a| {
            apart(draw, &layer, tensors, w, a)
        }),
    }
}

/// Runs a layer in all ways in which a kernel that goes by rows is called.
fn by_rows<const W: usize, const CI: usize, const OW: usize, const CO: usize, A: Arithmetic>(
    draw: &mut Draw,
    (layer, overlap): (&Shape, Overlap),
    [values, expected]: [&[i8]; 2],
    weights: &[A::W],
    arithmetic: &A,
    kernel: Kernel<W, CI, OW, CO, A>,
) -> Verdict
where
    A::X: Plain,
    A::Y: Plain,
{
    let shapes = Shapes {
        x: layer.input,
        y: layer.output,
        kernel: layer.kernel,
    };
    let how = (shapes, layer.window, overlap);
    let mut run = |io: Images<'_, A, W, CI, OW, CO>, pad_top| {
        kernel(io, pad_top, weights, layer, arithmetic);
    };
    check(draw, how, values, expected, &mut run)
}

/// Runs a TRANSPOSE_CONV with its output beside its input.
fn apart<A: Arithmetic>(
    draw: &mut Draw,
    layer: &Shape,
    [values, expected]: [&[i8]; 2],
    weights: &[A::W],
    arithmetic: &A,
) -> Verdict
where
    A::X: Plain,
    A::Y: Plain,
{
    let mut memory = Shared::from(draw, GUARDS, values, expected.len(), expected.len());
    let mut io = memory.io::<A::X, A::Y>();
    let x = io.x().to_vec();
    layer::transpose_conv(&x, io.y(), weights, layer, arithmetic);
    memory.compare(expected, &layer)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// So many groups.
    Conv2d(usize),
    Depthwise,
    Transposed,
}

/// Draws any steps and padding: taps outside of the input are skipped.
fn sized(
    draw: &mut Draw,
    [input, output]: [[usize; 4]; 2],
    kernel: [usize; 2],
    form: Form,
) -> Shape {
    let dilation = [(); 2].map(|()| match form {
        Form::Transposed => 1,
        _ => draw.size(1..=2),
    });
    let [stride_h, stride_w] = [(); 2].map(|()| draw.size(1..=3));
    let [pad_top, pad_left] = from_fn(|axis| draw.size(0..=(kernel[axis] - 1) * dilation[axis]));
    Shape {
        input,
        output,
        kernel,
        window: Window {
            stride_h,
            stride_w,
            dilation_h: dilation[0],
            dilation_w: dilation[1],
            pad_top,
            pad_left,
        },
        groups: match form {
            Form::Conv2d(groups) => groups,
            _ => 1,
        },
    }
}

fn filter(layer: &Shape) -> usize {
    layer.kernel[0] * layer.kernel[1]
}

/// Checks int16 activations with int8 weights.
fn int16<B: Bias>(
    draw: &mut Draw,
    layer: &Shape,
    weights: usize,
    sums: Oracle,
    run: impl Fn(&mut Draw, [&[i8]; 2], &[i8], &Int16<'_, B>) -> Verdict,
) -> Verdict {
    let x = int16s(draw, layer.input.iter().product());
    let w = draw.weights(weights);
    let channels = layer.output[3];
    let bias = Vec::from_iter((0..channels).map(|_| draw.int(-1 << 24..=1 << 24)));
    let scales = scales(draw, channels);
    let output = range(draw);
    let product = |i: usize, j: usize| i64::from(x[i]) * i64::from(w[j]);
    let biases = Vec::from_iter(bias.iter().map(|&bias| B::of(bias)));
    let finish = |(i, sum): (usize, i64)| {
        let channel = i % channels;
        let sum = sum + biases[channel].value();
        let scale = scales.get(channel).or(scales.first()).copied();
        B::scaled(sum, scale.expect("one")).clamp(output.min, output.max) as i16
    };
    let expected = Vec::from_iter(sums(layer, &product).into_iter().enumerate().map(finish));
    let arithmetic = Int16 {
        bias: &biases,
        scales: &scales,
        output,
    };
    let tensors = [&bytes(&x)[..], &bytes(&expected)];
    run(draw, tensors, &w, &arithmetic).with(&(layer, &x, &w, bias, &scales, output))
}

/// Checks int8 activations with int8 weights.
fn int8(
    draw: &mut Draw,
    layer: &Shape,
    weights: usize,
    (sums, requantize): (Oracle, Requantize),
    run: impl Fn(&mut Draw, [&[i8]; 2], &[i8], &Int8<'_>) -> Verdict,
) -> Verdict {
    let x = draw.tensor(layer.input.iter().product());
    let w = draw.weights(weights);
    let channels = layer.output[3];
    let bias = Vec::from_iter((0..channels).map(|_| draw.int(-1 << 16..=1 << 16)));
    let (scales, output) = (draw.scales(channels, 1 << 14, 1 << 24), draw.output());
    let zero_points = [draw.value(), draw.value()].map(i32::from);
    let product = |i: usize, j: usize| {
        i64::from((i32::from(x[i]) - zero_points[0]) * (i32::from(w[j]) - zero_points[1]))
    };
    let finish = |(i, sum): (usize, i64)| {
        let channel = i % channels;
        requantize(sum + i64::from(bias[channel]), scales[channel], output)
    };
    let expected = Vec::from_iter(sums(layer, &product).into_iter().enumerate().map(finish));
    let arithmetic = Int8 {
        zero_points,
        bias: &bias,
        scales: &scales,
        output,
    };
    run(draw, [&x, &expected], &w, &arithmetic).with(&(layer, &x, &w, &bias, &scales, output))
}

/// Draws any values, often extremes.
pub(crate) fn int16s(draw: &mut Draw, len: usize) -> Vec<i16> {
    let one = |_| match draw.size(0..=7) {
        0 => i16::MIN,
        1 => i16::MAX,
        2 => draw.int(-2..=2) as i16,
        _ => draw.int(-1 << 15..=(1 << 15) - 1) as i16,
    };
    (0..len).map(one).collect()
}

/// Draws a scale for all channels, or one each, that brings sums of about `2^24` to int16.
pub(crate) fn scales(draw: &mut Draw, channels: usize) -> Vec<Scale> {
    let count = if draw.one_in(3) { 1 } else { channels };
    (0..count).map(|_| draw.fraction(-14)).collect()
}

/// Draws the range of an int16 output.
pub(crate) fn range(draw: &mut Draw) -> Output {
    let (a, b) = (draw.value(), draw.value());
    let [min, max] = match draw.one_in(3) {
        true => [a.min(b), a.max(b)].map(|bound| 256 * i32::from(bound)),
        false => [i16::MIN, i16::MAX].map(i32::from),
    };
    Output {
        zero_point: 0,
        min,
        max,
    }
}

//! Layers on activations of any type, and products of matrices.

use alloc::vec::Vec;
use core::array::from_fn;

use tiny_model_kernels::bytes::I64;
use tiny_model_kernels::op::layer::{self, Arithmetic, Int8, Int16, Int16Pair, Layer, Once};
use tiny_model_kernels::op::{self, BatchMatmul, Window};
use tiny_model_kernels::requantize::{Output, Scale};

use crate::oracle::gemmlowp::multiply_by_quantized_multiplier;
use crate::oracle::{layer as oracle, requantize};
use crate::{Draw, Verdict, compare};

/// Which sums a layer makes.
type Oracle = fn(&Layer, oracle::Sums<'_>) -> Vec<i64>;

/// What becomes of a sum.
type Requantize = fn(i64, Scale, Output) -> i8;

/// LiteRT's FULLY_CONNECTED of uint8: one rounding, ties upwards.
fn once(sum: i64, scale: Scale, output: Output) -> i8 {
    let total = 31 - scale.shift;
    let product = i128::from(sum) * i128::from(scale.multiplier);
    let scaled = (product + (1 << (total - 1))) >> total;
    let value = scaled + i128::from(output.zero_point);
    value.clamp(output.min.into(), output.max.into()) as i8
}

pub(crate) fn conv_2d(draw: &mut Draw) -> Verdict {
    let layer = sizes(draw, Form::Conv2d);
    let weights = layer.output[3] * filter(&layer) * layer.input[3] / layer.groups;
    let sums = oracle::conv_2d;
    match draw.size(0..=3) {
        0 => int16::<i32>(draw, &layer, weights, sums, |x, y, w, a| {
            layer::conv_2d(x, y, w, &layer, a);
        }),
        1 => int16::<I64>(draw, &layer, weights, sums, |x, y, w, a| {
            layer::conv_2d(x, y, w, &layer, a);
        }),
        2 => int8(draw, &layer, weights, (sums, requantize), |x, y, w, a| {
            layer::conv_2d(x, y, w, &layer, a);
        }),
        _ => int8(draw, &layer, weights, (sums, once), |x, y, w, a| {
            layer::conv_2d(x, y, w, &layer, &Once(*a));
        }),
    }
}

pub(crate) fn depthwise_conv_2d(draw: &mut Draw) -> Verdict {
    let layer = sizes(draw, Form::Depthwise);
    let weights = layer.output[3] * filter(&layer);
    let sums = oracle::depthwise_conv_2d;
    match draw.one_in(2) {
        true => int8(draw, &layer, weights, (sums, requantize), |x, y, w, a| {
            layer::depthwise_conv_2d(x, y, w, &layer, a);
        }),
        false => int16::<I64>(draw, &layer, weights, sums, |x, y, w, a| {
            layer::depthwise_conv_2d(x, y, w, &layer, a);
        }),
    }
}

pub(crate) fn transpose_conv(draw: &mut Draw) -> Verdict {
    let layer = sizes(draw, Form::Transposed);
    let weights = layer.output[3] * filter(&layer) * layer.input[3];
    let sums = oracle::transpose_conv;
    match draw.one_in(2) {
        true => int8(draw, &layer, weights, (sums, requantize), |x, y, w, a| {
            layer::transpose_conv(x, y, w, &layer, a);
        }),
        false => int16::<I64>(draw, &layer, weights, sums, |x, y, w, a| {
            layer::transpose_conv(x, y, w, &layer, a);
        }),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Conv2d,
    Depthwise,
    Transposed,
}

/// Any sizes: what lies outside of the input is left out.
fn sizes(draw: &mut Draw, form: Form) -> Layer {
    let groups = match form {
        Form::Conv2d => draw.size(1..=3),
        _ => 1,
    };
    let inputs = groups * draw.size(1..=7);
    let outputs = match form {
        Form::Depthwise => inputs * draw.size(1..=3),
        _ => groups * draw.size(1..=7),
    };
    let images = draw.size(1..=2);
    let kernel = [(); 2].map(|()| draw.size(1..=4));
    let dilation = [(); 2].map(|()| match form {
        Form::Transposed => 1,
        _ => draw.size(1..=2),
    });
    let [stride_h, stride_w] = [(); 2].map(|()| draw.size(1..=3));
    let [pad_top, pad_left] = from_fn(|axis| draw.size(0..=(kernel[axis] - 1) * dilation[axis]));
    let [[h, w], [oh, ow]] = [(); 2].map(|()| [(); 2].map(|()| draw.size(1..=6)));
    Layer {
        input: [images, h, w, inputs],
        output: [images, oh, ow, outputs],
        kernel,
        window: Window {
            stride_h,
            stride_w,
            dilation_h: dilation[0],
            dilation_w: dilation[1],
            pad_top,
            pad_left,
        },
        groups,
    }
}

fn filter(layer: &Layer) -> usize {
    layer.kernel[0] * layer.kernel[1]
}

/// A bias, and TFLM's function for sums with it.
trait Bias: layer::Bias {
    /// Of about that value.
    fn of(value: i32) -> Self;

    /// Its value.
    fn value(self) -> i64;

    /// The function.
    fn scaled(sum: i64, scale: Scale) -> i32;
}

impl Bias for i32 {
    fn of(value: i32) -> Self {
        value
    }

    fn value(self) -> i64 {
        self.into()
    }

    fn scaled(sum: i64, scale: Scale) -> i32 {
        let sum = i32::try_from(sum).expect("the sum fits i32");
        multiply_by_quantized_multiplier(sum, scale.multiplier, scale.shift)
    }
}

impl Bias for I64 {
    fn of(value: i32) -> Self {
        (i64::from(value) << 3).into()
    }

    fn value(self) -> i64 {
        self.get()
    }

    fn scaled(sum: i64, scale: Scale) -> i32 {
        oracle::scaled(sum, scale)
    }
}

/// int16 by int8.
fn int16<B: Bias>(
    draw: &mut Draw,
    layer: &Layer,
    weights: usize,
    sums: Oracle,
    run: impl Fn(&[i16], &mut [i16], &[i8], &Int16<'_, B>),
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
    let mut y = int16s(draw, expected.len());
    let arithmetic = Int16 {
        bias: &biases,
        scales: &scales,
        output,
    };
    run(&x, &mut y, &w, &arithmetic);
    compare(&y, &expected, &(layer, &x, &w, bias, &scales, output))
}

/// int8 by int8.
fn int8(
    draw: &mut Draw,
    layer: &Layer,
    weights: usize,
    (sums, requantize): (Oracle, Requantize),
    run: impl Fn(&[i8], &mut [i8], &[i8], &Int8<'_>),
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
    let mut y = draw.tensor(expected.len());
    let arithmetic = Int8 {
        zero_points,
        bias: &bias,
        scales: &scales,
        output,
    };
    run(&x, &mut y, &w, &arithmetic);
    compare(&y, &expected, &(layer, &x, &w, &bias, &scales, output))
}

pub(crate) fn batch_matmul(draw: &mut Draw) -> Verdict {
    let depth = draw.size(1..=5);
    let how = matrices(draw, depth);
    match draw.one_in(2) {
        true => by_int8(draw, &how, |x1, x2, y, how, a| {
            op::batch_matmul(x1, x2, y, how, a);
        }),
        false => by_int16(draw, &how, op::batch_matmul),
    }
}

tiny_model_kernels::dsp! {
    /// The word that scratch ends with.
    const GUARD: u32 = 0xa5a5_a5a5;

    pub(crate) fn int8_by_columns(draw: &mut Draw) -> Verdict {
        let depth = draw.size(1..=19);
        let how = matrices(draw, depth);
        let mut scratch = alloc::vec![GUARD; depth.div_ceil(4) * 9 + 1];
        let (end, free) = scratch.split_last_mut().expect("a word");
        let verdict = by_int8(draw, &how, |x1, x2, y, how, arithmetic| {
            tiny_model_kernels::arch::dsp::batch_matmul_int8(x1, x2, y, free, how, arithmetic);
        });
        assert_eq!(*end, GUARD, "past scratch");
        verdict
    }

    pub(crate) fn int16_by_columns(draw: &mut Draw) -> Verdict {
        let depth = draw.size(1..=19);
        let how = matrices(draw, depth);
        let mut scratch = alloc::vec![GUARD; depth.div_ceil(4) * 10 + 1];
        let (end, free) = scratch.split_last_mut().expect("a word");
        let verdict = by_int16(draw, &how, |x1, x2, y, how, arithmetic| {
            tiny_model_kernels::arch::dsp::batch_matmul_int16(x1, x2, y, free, how, arithmetic);
        });
        assert_eq!(*end, GUARD, "past scratch");
        verdict
    }
}

fn matrices(draw: &mut Draw, depth: usize) -> BatchMatmul {
    let batch = [(); 3].map(|()| draw.size(1..=2));
    let output @ [rows, columns] = [(); 2].map(|()| draw.size(1..=6));
    let strides = [rows * depth, columns * depth].map(|size| {
        let all = [batch[1] * batch[2] * size, batch[2] * size, size];
        all.map(|stride| if draw.one_in(3) { 0 } else { stride })
    });
    let lines = [rows, columns].map(|lines| match draw.one_in(2) {
        true => [depth, 1],
        false => [1, lines],
    });
    BatchMatmul {
        batch,
        batch_strides: strides,
        output,
        depth,
        x1: lines[0],
        x2: lines[1],
    }
}

/// Elements of the inputs.
fn lengths(how: &BatchMatmul) -> [usize; 2] {
    let images: usize = how.batch.iter().product();
    how.output.map(|lines| images * lines * how.depth)
}

fn by_int8(
    draw: &mut Draw,
    how: &BatchMatmul,
    run: impl FnOnce(&[i8], &[i8], &mut [i8], &BatchMatmul, &Int8<'_>),
) -> Verdict {
    let x = lengths(how).map(|length| draw.tensor(length));
    let arithmetic = Int8 {
        zero_points: [draw.value(), draw.value()].map(i32::from),
        bias: &[],
        scales: &[draw.scale(1 << 14, 1 << 20)],
        output: draw.output(),
    };
    product(how, &x, &arithmetic, 0, run)
}

fn by_int16(
    draw: &mut Draw,
    how: &BatchMatmul,
    run: impl FnOnce(&[i16], &[i16], &mut [i16], &BatchMatmul, &Int16Pair),
) -> Verdict {
    let x = lengths(how).map(|length| int16s(draw, length));
    let scale = scales(draw, 1)[0];
    let output = range(draw);
    product(how, &x, &Int16Pair { scale, output }, 0, run)
}

/// The kernel against sums of single products; those are proven by the layers above.
fn product<A: Arithmetic<W = <A as Arithmetic>::X>>(
    how: &BatchMatmul,
    [x1, x2]: &[Vec<A::X>; 2],
    arithmetic: &A,
    filler: i8,
    run: impl FnOnce(&[A::X], &[A::X], &mut [A::Y], &BatchMatmul, &A),
) -> Verdict
where
    A::X: core::fmt::Debug,
    A::Y: Clone + PartialEq + core::fmt::Debug + From<i8>,
{
    let [b0, b1, b2] = how.batch;
    let [rows, columns] = how.output;
    let mut expected = Vec::new();
    for i in 0..b0 * b1 * b2 * rows * columns {
        let (matrix, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
        let batch = [matrix / (b1 * b2), matrix / b2 % b1, matrix % b2];
        let [from1, from2] = how
            .batch_strides
            .map(|strides| (0..3).map(|r| strides[r] * batch[r]).sum::<usize>());
        let products = (0..how.depth).map(|k| {
            let at1 = from1 + row * how.x1[0] + k * how.x1[1];
            (x1[at1], x2[from2 + column * how.x2[0] + k * how.x2[1]])
        });
        let sum = products.fold(A::Sum::default(), |sum, (a, b)| arithmetic.add(sum, a, b));
        expected.push(arithmetic.finish(sum, 0));
    }
    let mut y = alloc::vec![A::Y::from(filler); expected.len()];
    run(x1, x2, &mut y, how, arithmetic);
    compare(&y, &expected, &(how, x1, x2))
}

/// Any values, extremes often.
pub(crate) fn int16s(draw: &mut Draw, len: usize) -> Vec<i16> {
    let one = |_| match draw.size(0..=7) {
        0 => i16::MIN,
        1 => i16::MAX,
        2 => draw.int(-2..=2) as i16,
        _ => draw.int(-1 << 15..=(1 << 15) - 1) as i16,
    };
    (0..len).map(one).collect()
}

/// One for all, or one each, that bring sums of about `2^24` to int16.
fn scales(draw: &mut Draw, channels: usize) -> Vec<Scale> {
    let count = if draw.one_in(3) { 1 } else { channels };
    (0..count).map(|_| draw.fraction(-14)).collect()
}

/// The range of an int16 output.
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

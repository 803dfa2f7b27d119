//! CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::f16;
use tiny_model_kernels::layout::{Lanes, pack_lanes};
use tiny_model_kernels::op::float::{self, Weight, overlap};
use tiny_model_kernels::op::{Window, WindowRows};

use super::{over, range, real, reals};
use crate::oracle::convolution::Shapes;
use crate::oracle::float::{Layer, conv_2d as conv_2d_of, depthwise_conv_2d as depthwise_of};
use crate::weighted::{NO_STEPS, window};
use crate::{Draw, Verdict};

/// `shape::<…>` for each shape of input, output and window, and number of groups.
macro_rules! shapes {
    ($draw:ident: $([$n:expr, $h:expr, $w:expr, $ci:expr] -> [$oh:expr, $ow:expr, $co:expr],
        $kh:literal x $kw:literal, $g:literal;)*) => {
        one_of!($draw, [$(|draw| {
            let shapes = Shapes { x: [$n, $h, $w, $ci], y: [$n, $oh, $ow, $co], kernel: [$kh, $kw] };
            match draw.one_in(2) {
                true => convolution::<$w, $ci, $ow, $co, { $kh * $kw * $ci / $g }, f32>(draw, shapes, $g),
                false => convolution::<$w, $ci, $ow, $co, { $kh * $kw * $ci / $g }, f16>(draw, shapes, $g),
            }
        }),*])
    };
}

/// The stored form of weights.
trait Kept: Weight {
    fn draw(draw: &mut Draw) -> Self;
}

impl Kept for f32 {
    fn draw(draw: &mut Draw) -> Self {
        real(draw)
    }
}

impl Kept for f16 {
    fn draw(draw: &mut Draw) -> Self {
        // Finite: below the exponent of infinities and NaNs.
        let magnitude = draw.int(0..=0x7bff) as u16;
        Self::from_bits(magnitude | u16::from(draw.one_in(2)) << 15)
    }
}

fn drawn<T: Kept>(draw: &mut Draw, len: usize) -> Vec<T> {
    (0..len).map(|_| T::draw(draw)).collect()
}

fn values<T: Kept>(kept: &[T]) -> Vec<f32> {
    kept.iter().map(|weight| weight.value()).collect()
}

pub(crate) fn conv_2d(draw: &mut Draw) -> Verdict {
    shapes! { draw:
        [1, 1, 1, 1] -> [1, 1, 1], 1 x 1, 1;
        [1, 3, 3, 5] -> [3, 3, 7], 1 x 1, 1;
        [2, 2, 3, 7] -> [2, 3, 8], 1 x 1, 1;
        [1, 4, 4, 6] -> [4, 4, 15], 1 x 1, 3;
        [1, 5, 4, 1] -> [5, 4, 5], 3 x 3, 1;
        [1, 6, 8, 3] -> [3, 4, 8], 3 x 3, 1;
        [2, 3, 4, 4] -> [3, 4, 10], 3 x 3, 2;
        [1, 2, 3, 2] -> [2, 3, 2], 5 x 7, 1;
        [1, 1, 21, 4] -> [1, 18, 5], 1 x 4, 1;
    }
}

fn convolution<
    const W: usize,
    const CI: usize,
    const OW: usize,
    const CO: usize,
    const K: usize,
    T: Kept,
>(
    draw: &mut Draw,
    shapes: Shapes,
    groups: usize,
) -> Verdict {
    let padded = shapes.kernel != [1, 1];
    let window = window(draw, shapes, padded);
    let (x, kept) = (reals(draw, shapes.x.iter().product()), drawn(draw, CO * K));
    let weights = values::<T>(&kept);
    let biases: [f32; CO] = core::array::from_fn(|_| real(draw));
    let conv = float::Conv2d {
        window,
        kernel: shapes.kernel,
        groups,
        output: range(draw),
    };
    let layer = Layer {
        x: &x,
        weights: &weights,
        biases: &biases,
        output: conv.output,
    };
    let expected = conv_2d_of(shapes, window, groups, &layer);
    let packed = lanes::<K, CO, T>(&kept, groups);
    let mut run = |io: WindowRows<'_, W, CI, OW, CO, f32>| {
        float::conv_2d(io, window.pad_top, &packed, &biases, &conv);
    };
    let overlap = overlap::conv_2d(&shapes.with(window, groups));
    let how = (overlap, shapes.x[0]);
    over(draw, how, [&x, &expected], &mut run).with(&(shapes, &conv, &layer))
}

fn lanes<const K: usize, const CO: usize, T: Kept>(
    weights: &[T],
    groups: usize,
) -> Lanes<K, CO, T> {
    let packed = pack_lanes(weights, groups, K);
    Lanes(core::array::from_fn(|co| {
        core::array::from_fn(|k| packed[co * K + k])
    }))
}

pub(crate) fn depthwise_conv_2d(draw: &mut Draw) -> Verdict {
    one_of!(draw, depthwise:
        [1, 1, 1, 1, 1, 1, 1, 1, 1] [1, 5, 4, 4, 5, 4, 4, 3, 3] [1, 6, 5, 7, 3, 3, 7, 3, 3]
        [2, 4, 4, 2, 4, 4, 6, 3, 3] [1, 5, 5, 1, 5, 5, 8, 2, 3] [1, 2, 3, 9, 2, 3, 9, 5, 7]
        [1, 9, 1, 12, 9, 1, 12, 4, 1] [1, 4, 4, 3, 2, 2, 3, 1, 1])
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
    match draw.one_in(2) {
        true => depthwise_of_type::<N, H, W, C, OH, OW, CO, KH, KW, f32>(draw),
        false => depthwise_of_type::<N, H, W, C, OH, OW, CO, KH, KW, f16>(draw),
    }
}

fn depthwise_of_type<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const KH: usize,
    const KW: usize,
    T: Kept,
>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [N, H, W, C],
        y: [N, OH, OW, CO],
        kernel: [KH, KW],
    };
    let window = window(draw, shapes, [KH, KW] != [1, 1]);
    let x = reals(draw, N * H * W * C);
    let kept: [[[T; CO]; KW]; KH] =
        [(); KH].map(|()| [(); KW].map(|()| core::array::from_fn(|_| T::draw(draw))));
    let weights = values(kept.as_flattened().as_flattened());
    let biases: [f32; CO] = core::array::from_fn(|_| real(draw));
    let conv = float::Conv2d {
        window,
        kernel: [KH, KW],
        groups: 1,
        output: range(draw),
    };
    let layer = Layer {
        x: &x,
        weights: &weights,
        biases: &biases,
        output: conv.output,
    };
    let expected = depthwise_of(shapes, window, &layer);
    let mut run = |io: WindowRows<'_, W, C, OW, CO, f32>| {
        float::depthwise_conv_2d(io, window.pad_top, &kept, &biases, &conv);
    };
    let overlap = overlap::depthwise_conv_2d(&shapes.with(window, 1));
    over(draw, (overlap, N), [&x, &expected], &mut run).with(&(shapes, &conv, &layer))
}

pub(crate) fn fully_connected(draw: &mut Draw) -> Verdict {
    one_of!(draw, dense: [1, 1, 1] [1, 2, 3] [1, 3, 4] [1, 7, 5] [1, 37, 11] [5, 9, 6] [3, 32, 8])
}

fn dense<const N: usize, const K: usize, const CO: usize>(draw: &mut Draw) -> Verdict {
    match draw.one_in(2) {
        true => dense_of_type::<N, K, CO, f32>(draw),
        false => dense_of_type::<N, K, CO, f16>(draw),
    }
}

fn dense_of_type<const N: usize, const K: usize, const CO: usize, T: Kept>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [N, 1, 1, K],
        y: [N, 1, 1, CO],
        kernel: [1, 1],
    };
    let x: [[f32; K]; N] = [(); N].map(|()| core::array::from_fn(|_| real(draw)));
    let kept = drawn(draw, CO * K);
    let weights = values::<T>(&kept);
    let biases: [f32; CO] = core::array::from_fn(|_| real(draw));
    let layer = Layer {
        x: x.as_flattened(),
        weights: &weights,
        biases: &biases,
        output: range(draw),
    };
    let none: Window = NO_STEPS;
    let expected = Vec::from_iter(
        conv_2d_of(shapes, none, 1, &layer)
            .iter()
            .map(|y| y.to_bits()),
    );
    let mut y = [[f32::NAN; CO]; N];
    let packed = lanes::<K, CO, T>(&kept, 1);
    float::fully_connected(&x, &mut y, &packed, &biases, layer.output);
    let y = Vec::from_iter(y.as_flattened().iter().map(|y| y.to_bits()));
    crate::compare(&y, &expected, &(shapes, &layer))
}

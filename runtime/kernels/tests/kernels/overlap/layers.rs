//! The distances of layers on int8 and int16, and of poolings and MEAN of int16.

use tiny_model_kernels::bytes::{I64, Io, Plain};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::layer::{self, Arithmetic, Images, Int8, Int16};
use tiny_model_kernels::op::{self, Mean, Pool2d, Reduce, WindowRows, int16, overlap};
use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::requantize::{Output, Scale};

use super::{HALF, is_least, window};

const SMALL: Scale = Scale {
    multiplier: 1 << 30,
    shift: -4,
};
const OUTPUT: Output = Output {
    zero_point: 0,
    min: i16::MIN as i32,
    max: i16::MAX as i32,
};

/// A layer that goes by rows.
type Kernel<const W: usize, const CI: usize, const OW: usize, const CO: usize, A> =
    fn(Images<'_, A, W, CI, OW, CO>, usize, &[i8], &Shape, &A);

/// Checks the distance of a layer with one arithmetic.
fn layer<const W: usize, const CI: usize, const OW: usize, const CO: usize, A>(
    layer: &Shape,
    overlap: fn(&Shape, usize) -> Overlap,
    kernel: Kernel<W, CI, OW, CO, A>,
    arithmetic: &A,
) where
    A: Arithmetic<W = i8, X: Plain, Y: Plain>,
{
    let weights = vec![1; layer.kernel[0] * layer.kernel[1] * CI * CO];
    let run = |io: Images<'_, A, W, CI, OW, CO>| {
        kernel(io, layer.window.pad_top, &weights, layer, arithmetic);
    };
    let size = size_of::<A::X>();
    let bytes = [layer.input, layer.output].map(|of| of.iter().product::<usize>() * size);
    is_least(overlap(layer, size), bytes, &run);
}

const INT8: Int8<'_> = Int8 {
    zero_points: [3, -2],
    bias: &[],
    scales: &[SMALL],
    output: super::OUTPUT,
};

fn int16<B>() -> Int16<'static, B> {
    Int16 {
        bias: &[],
        scales: &[SMALL],
        output: OUTPUT,
    }
}

/// The layer of these sizes for a square window.
const fn sized(
    [input, output]: [[usize; 4]; 2],
    size: usize,
    window: op::Window,
    groups: usize,
) -> Shape {
    Shape {
        input,
        output,
        kernel: [size, size],
        window,
        groups,
    }
}

fn conv_2d<
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const K: usize,
    const G: usize,
>(
    window: op::Window,
) {
    let sizes = sized([[1, H, W, CI], [1, OH, OW, CO]], K, window, G);
    let overlap = layer::overlap::conv_2d;
    layer::<W, CI, OW, CO, _>(&sizes, overlap, layer::conv_2d, &INT8);
    layer::<W, CI, OW, CO, _>(&sizes, overlap, layer::conv_2d, &int16::<i32>());
    layer::<W, CI, OW, CO, _>(&sizes, overlap, layer::conv_2d, &int16::<I64>());
}

#[test]
fn of_conv_2d() {
    conv_2d::<5, 4, 3, 5, 4, 5, 3, 1>(window(1, 1, 1));
    conv_2d::<6, 6, 8, 3, 3, 12, 3, 1>(window(2, 1, 1));
    conv_2d::<7, 6, 2, 7, 6, 2, 3, 1>(window(1, 2, 2));
    conv_2d::<7, 6, 2, 3, 2, 32, 3, 1>(window(1, 2, 0));
    conv_2d::<4, 4, 6, 4, 4, 9, 3, 3>(window(1, 1, 1));
    conv_2d::<3, 4, 5, 3, 4, 7, 1, 1>(window(1, 1, 0));
    conv_2d::<3, 4, 8, 3, 4, 8, 1, 1>(window(1, 1, 0));
    conv_2d::<3, 4, 4, 3, 4, 12, 1, 2>(window(1, 1, 0));
}

fn depthwise_conv_2d<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
>(
    window: op::Window,
) {
    let sizes = sized([[1, H, W, C], [1, OH, OW, CO]], 3, window, 1);
    let overlap = layer::overlap::depthwise_conv_2d;
    layer::<W, C, OW, CO, _>(&sizes, overlap, layer::depthwise_conv_2d, &INT8);
    layer::<W, C, OW, CO, _>(&sizes, overlap, layer::depthwise_conv_2d, &int16::<i32>());
    layer::<W, C, OW, CO, _>(&sizes, overlap, layer::depthwise_conv_2d, &int16::<I64>());
}

#[test]
fn of_depthwise_conv_2d() {
    depthwise_conv_2d::<5, 4, 8, 5, 4, 8>(window(1, 1, 1));
    depthwise_conv_2d::<5, 4, 3, 5, 4, 6>(window(1, 1, 1));
    depthwise_conv_2d::<6, 7, 4, 3, 4, 16>(window(2, 1, 1));
    depthwise_conv_2d::<6, 7, 6, 6, 7, 6>(window(1, 2, 2));
    depthwise_conv_2d::<6, 7, 2, 4, 5, 4>(window(1, 1, 0));
}

fn pools<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const K: usize,
>(
    window: op::Window,
) {
    let shape = Shape {
        input: [1, H, W, C],
        output: [1, OH, OW, C],
        kernel: [K, K],
        window,
        groups: 1,
    };
    let pool = Pool2d {
        window,
        height: K,
        width: K,
        min: i16::MIN,
        max: i16::MAX,
    };
    let overlap = int16::overlap::pool_2d(&shape);
    let bytes = [2 * H * W * C, 2 * OH * OW * C];
    let average = |io: WindowRows<'_, W, C, OW, C, i16>| {
        int16::average_pool_2d(io, window.pad_top, &pool);
    };
    is_least(overlap, bytes, &average);
    let max = |io: WindowRows<'_, W, C, OW, C, i16>| {
        int16::max_pool_2d(io, window.pad_top, &pool);
    };
    is_least(overlap, bytes, &max);
}

#[test]
fn of_pools_of_int16() {
    pools::<5, 4, 4, 5, 4, 3>(window(1, 1, 1));
    pools::<5, 4, 7, 5, 4, 3>(window(1, 1, 1));
    pools::<4, 4, 13, 3, 3, 3>(window(2, 1, 2));
}

#[test]
fn of_map_to_larger_elements() {
    let kernel = |io: Io<'_, [i8], [i16]>| op::map(io, |x| 3 * i16::from(x));
    is_least(overlap::map(9, [1, 2]), [9, 18], &kernel);
    let kernel = |io: Io<'_, [i16], [i32]>| op::map(io, |x| 3 * i32::from(x));
    is_least(overlap::map(5, [2, 4]), [10, 20], &kernel);
    assert_eq!(overlap::map(5, [2, 1]).distance, 0);
}

#[test]
fn of_mean_of_int16() {
    // [2, 3, 4] with the last two axes swapped.
    let kept = [(4, 1), (3, 4)];
    let how = Reduce::<24, 12, 2, 1>::new(kept, [(2, 12)]);
    let mean = Mean {
        bias: 0,
        scale: HALF,
        output: OUTPUT,
    };
    let kernel = |io: Io<'_, [i16], [i16]>| int16::mean(io, &mean, &how);
    is_least(int16::overlap::mean(&kept), [48, 24], &kernel);
}

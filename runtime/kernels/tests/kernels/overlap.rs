//! The distances that kernels state are minimal: at the next smaller distance some output is wrong. Random cases
//! of all kernels, on boards too, test that they are sufficient.

mod layers;

use kernel_cases::Draw;
use tiny_model_kernels::bytes::{Io, Plain};
use tiny_model_kernels::layout::Blocked;
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::{self, Conv2d, Mean, Pool2d, Reduce, Window, WindowRows, overlap};
use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::requantize::{Output, Scale};

const OUTPUT: Output = Output {
    zero_point: 0,
    min: -128,
    max: 127,
};
const HALF: Scale = Scale {
    multiplier: 1 << 30,
    shift: 0,
};

/// A kernel.
type Run<'a, X, Y> = &'a dyn Fn(Io<'_, [X], [Y]>);

/// Runs a kernel on an input that begins `distance` bytes after its output of `size` bytes; returns
/// the output.
fn run<X: Plain, Y: Plain>(
    values: &[i8],
    size: usize,
    distance: usize,
    kernel: Run<'_, X, Y>,
) -> Vec<i8> {
    let mut memory = vec![0; size.max(distance + values.len())];
    let x = distance..distance + values.len();
    memory[x.clone()].copy_from_slice(values);
    kernel(Io::within(&mut memory, x, 0..size));
    memory.truncate(size);
    memory
}

/// Checks that no input changes the output at the stated distance, and that some input does at the next smaller
/// distance.
fn is_least<X: Plain, Y: Plain>(
    overlap: Overlap,
    [input, size]: [usize; 2],
    kernel: Run<'_, X, Y>,
) {
    assert_ne!(overlap.distance, 0, "not a case of this test");
    assert_eq!(overlap.step, align_of::<X>());
    assert!(overlap.distance < size, "they share bytes");
    let wrong = (0..32).filter(|&seed| {
        let values = Draw::new(seed).tensor(input);
        let at = |distance| run(&values, size, distance, kernel);
        let expected = at(size);
        assert_eq!(at(overlap.distance), expected, "{overlap:?}");
        at(overlap.distance - overlap.step) != expected
    });
    assert_ne!(wrong.count(), 0, "{overlap:?} could be smaller");
}

const fn window(stride: usize, dilation: usize, pad: usize) -> Window {
    Window {
        stride_h: stride,
        stride_w: stride,
        dilation_h: dilation,
        dilation_w: dilation,
        pad_top: pad,
        pad_left: pad,
    }
}

fn conv(window: Window) -> Conv2d<Scale> {
    Conv2d {
        window,
        input_zero_point: 0,
        scales: HALF,
        output: OUTPUT,
    }
}

fn conv_2d<
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const CG: usize,
    const K: usize,
    const B: usize,
    const G: usize,
    const P: usize,
>(
    window: Window,
) {
    let shape = Shape {
        input: [1, H, W, CI],
        output: [1, OH, OW, CO],
        kernel: [K, K],
        window,
        groups: G,
    };
    let weights = Blocked::<CG, K, K, B, G>([[[[[0x0302_0101; CG]; K]; K]; B]; G]);
    let kernel = |io: WindowRows<'_, W, CI, OW, CO>| {
        let mut patch = [[[[0; CI]; K]; K]; P];
        let (bias, conv) = ([0; CO], conv(window));
        op::conv_2d(io, window.pad_top, &mut patch, &weights, &bias, &conv);
    };
    let overlap = overlap::conv_2d(&shape, P > 0);
    is_least(overlap, [H * W * CI, OH * OW * CO], &kernel);
}

#[test]
fn of_conv_2d() {
    conv_2d::<5, 4, 3, 5, 4, 5, 3, 3, 2, 1, 1>(window(1, 1, 1));
    conv_2d::<6, 6, 8, 3, 3, 12, 8, 3, 3, 1, 1>(window(2, 1, 1));
    conv_2d::<7, 6, 2, 7, 6, 2, 2, 3, 1, 1, 1>(window(1, 2, 2));
    conv_2d::<7, 6, 2, 3, 2, 32, 2, 3, 8, 1, 1>(window(1, 2, 0));
    conv_2d::<4, 4, 6, 4, 4, 9, 2, 3, 1, 3, 1>(window(1, 1, 1));
}

#[test]
fn of_pointwise_conv_2d() {
    conv_2d::<3, 4, 5, 3, 4, 7, 5, 1, 2, 1, 0>(window(1, 1, 0));
    conv_2d::<3, 4, 8, 3, 4, 8, 8, 1, 2, 1, 0>(window(1, 1, 0));
    conv_2d::<3, 4, 6, 3, 4, 5, 6, 1, 2, 1, 0>(window(1, 1, 0));
    conv_2d::<3, 4, 4, 3, 4, 12, 2, 1, 2, 2, 0>(window(1, 1, 0));
    conv_2d::<3, 4, 5, 3, 4, 7, 5, 1, 2, 1, 1>(window(1, 1, 0));
}

fn depthwise_conv_2d<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const P: usize,
>(
    window: Window,
) {
    let shape = Shape {
        input: [1, H, W, C],
        output: [1, OH, OW, CO],
        kernel: [3, 3],
        window,
        groups: 1,
    };
    let kernel = |io: WindowRows<'_, W, C, OW, CO>| {
        let (bias, conv) = ([0; CO], conv(window));
        let weights = [[[1; CO]; 3]; 3];
        op::depthwise_conv_2d(io, window.pad_top, &mut [0; P], &weights, &bias, &conv);
    };
    let overlap = overlap::depthwise_conv_2d(&shape);
    is_least(overlap, [H * W * C, OH * OW * CO], &kernel);
}

#[test]
fn of_depthwise_conv_2d() {
    depthwise_conv_2d::<5, 4, 8, 5, 4, 8, 16>(window(1, 1, 1));
    depthwise_conv_2d::<5, 4, 3, 5, 4, 6, 9>(window(1, 1, 1));
    depthwise_conv_2d::<6, 7, 4, 3, 4, 16, 20>(window(2, 1, 1));
    depthwise_conv_2d::<6, 7, 6, 6, 7, 6, 12>(window(1, 2, 2));
    depthwise_conv_2d::<6, 7, 2, 4, 5, 4, 4>(window(1, 1, 0));
}

fn pools<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const K: usize,
>(
    window: Window,
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
        min: -128,
        max: 127,
    };
    let overlap = overlap::pool_2d(&shape);
    let sizes = [H * W * C, OH * OW * C];
    let average = |io: WindowRows<'_, W, C, OW, C>| {
        op::average_pool_2d(io, window.pad_top, &pool);
    };
    is_least(overlap, sizes, &average);
    let max = |io: WindowRows<'_, W, C, OW, C>| {
        op::max_pool_2d(io, window.pad_top, &pool);
    };
    is_least(overlap, sizes, &max);
}

#[test]
fn of_pools() {
    pools::<5, 4, 4, 5, 4, 3>(window(1, 1, 1));
    pools::<5, 4, 7, 5, 4, 3>(window(1, 1, 1));
    pools::<6, 5, 3, 6, 5, 2>(window(1, 1, 1));
    pools::<4, 4, 13, 3, 3, 3>(window(2, 1, 2));
}

#[test]
fn of_mean_of_transposed_axes() {
    // [2, 3, 4] with the last two axes swapped.
    let kept = [(4, 1), (3, 4)];
    let how = Reduce::<24, 12, 2, 1>::new(kept, [(2, 12)]);
    let mean = Mean {
        bias: 0,
        scale: HALF,
        output: OUTPUT,
    };
    let kernel = |io: Io<'_, [i8], [i8]>| op::mean(io, &mean, &how);
    is_least(overlap::mean(&kept), [24, 12], &kernel);
}

//! Poolings, MEAN, SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::float::{self, overlap};
use tiny_model_kernels::op::{Pool2d, Reduce, WindowRows};

use super::{over, range, reals};
use crate::oracle::convolution::{Shapes, taps};
use crate::oracle::float::{clamp, pools};
use crate::weighted::{NO_STEPS, window};
use crate::{Draw, Verdict};

/// Checks all poolings on one input.
pub(crate) fn pool_2d(draw: &mut Draw) -> Verdict {
    one_of!(draw, pooling:
        [1, 1, 1, 1, 1, 1] [1, 3, 5, 7, 1, 1] [2, 6, 6, 2, 3, 3] [1, 5, 4, 6, 5, 4] [1, 7, 9, 5, 3, 3])
}

fn pooling<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [N, H, W, C],
        y: [N, OH, OW, C],
        kernel: [draw.size(1..=H), draw.size(1..=W)],
    };
    let padded = draw.one_in(2);
    let mut window = window(draw, shapes, padded);
    (window.dilation_h, window.dilation_w) = (1, 1);
    let covers = |at| taps(shapes, window, at).next().is_some();
    if !(0..OH * OW).all(|pixel| covers((pixel / OW, pixel % OW))) {
        // TFLM fails where a window has no pixel in the input; this one never leaves the input.
        window = NO_STEPS;
    }
    let output = range(draw);
    let pool = Pool2d {
        window,
        height: shapes.kernel[0],
        width: shapes.kernel[1],
        min: output.min,
        max: output.max,
    };
    let x = reals(draw, N * H * W * C);
    let [means, maxima, norms] = pools(shapes, window, &x, output);
    let how = (overlap::pool_2d(&shapes.with(window, 1)), N);
    let top = window.pad_top;
    let mut average = |io: WindowRows<'_, W, C, OW, C, f32>| float::average_pool_2d(io, top, &pool);
    let mut max = |io: WindowRows<'_, W, C, OW, C, f32>| float::max_pool_2d(io, top, &pool);
    let mut norm = |io: WindowRows<'_, W, C, OW, C, f32>| float::l2_pool_2d(io, top, &pool);
    let norms = over(draw, how, [&x, &norms], &mut norm);
    if norms != Verdict::Equal {
        return norms.with(&(shapes, pool, "norm"));
    }
    let verdict = match over(draw, how, [&x, &means], &mut average) {
        Verdict::Equal => over(draw, how, [&x, &maxima], &mut max),
        verdict => verdict.with(&"average"),
    };
    verdict.with(&(shapes, pool))
}

/// Checks MEAN over the middle of three axes.
pub(crate) fn mean(draw: &mut Draw) -> Verdict {
    one_of!(draw, means: [1, 1, 1] [3, 7, 4] [1, 49, 3] [5, 2, 1])
}

fn means<const A: usize, const B: usize, const C: usize>(draw: &mut Draw) -> Verdict {
    match [A, B, C] {
        [1, 1, 1] => mean_of::<1, 1>(draw, [A, B, C]),
        [3, 7, 4] => mean_of::<84, 12>(draw, [A, B, C]),
        [1, 49, 3] => mean_of::<147, 3>(draw, [A, B, C]),
        _ => mean_of::<10, 5>(draw, [A, B, C]),
    }
}

fn mean_of<const IN: usize, const OUT: usize>(draw: &mut Draw, [a, b, c]: [usize; 3]) -> Verdict {
    let kept = [(a, b * c), (c, 1)];
    let how = Reduce::<IN, OUT, 2, 1>::new(kept, [(b, c)]);
    let (x, output) = (reals(draw, IN), range(draw));
    let of = |i: usize| {
        let first = i / c * b * c + i % c;
        let sum = (0..b).fold(0.0, |sum, k| sum + x[first + k * c]);
        clamp(sum / b as f32, output)
    };
    let expected = Vec::from_iter((0..OUT).map(of));
    let mut run = |io: Io<'_, [f32], [f32]>| float::mean(io, output, &how);
    over(draw, (overlap::mean(&kept), 1), [&x, &expected], &mut run).with(&([a, b, c], output))
}

pub(crate) fn softmax(draw: &mut Draw) -> Verdict {
    one_of!(draw, rows: [1, 1] [1, 2] [3, 7] [2, 12] [1, 33])
}

fn rows<const N: usize, const C: usize>(draw: &mut Draw) -> Verdict {
    let x = reals(draw, N * C);
    let beta = draw.pick(&[1.0, 0.1, 2.0]);
    let of = |x: &[f32]| {
        let largest = x.iter().copied().fold(f32::MIN, f32::max);
        let exps = Vec::from_iter(x.iter().map(|x| libm::expf((x - largest) * beta)));
        let sum = exps.iter().fold(0.0, |sum, exp| sum + exp);
        Vec::from_iter(exps.iter().map(|exp| exp / sum))
    };
    let expected = x.chunks(C).flat_map(of).collect::<Vec<f32>>();
    let mut run = |io: Io<'_, [[f32; C]], [[f32; C]]>| float::softmax(io, beta);
    over(draw, (overlap::elementwise(), 1), [&x, &expected], &mut run).with(&(N, C, beta))
}

/// Checks LOG_SOFTMAX and L2_NORMALIZATION on one input.
pub(crate) fn of_rows(draw: &mut Draw) -> Verdict {
    one_of!(draw, both: [1, 1] [1, 2] [3, 7] [2, 12] [1, 33])
}

fn both<const N: usize, const C: usize>(draw: &mut Draw) -> Verdict {
    let x = reals(draw, N * C);
    let log = |x: &[f32]| {
        let largest = x.iter().copied().fold(f32::MIN, f32::max);
        let sum = x.iter().fold(0.0, |sum, x| sum + libm::expf(x - largest));
        Vec::from_iter(x.iter().map(|x| x - largest - libm::logf(sum)))
    };
    let normal = |x: &[f32]| {
        let norm = libm::sqrtf(x.iter().fold(0.0, |sum, x| sum + x * x)).max(1e-6);
        Vec::from_iter(x.iter().map(|x| x / norm))
    };
    let logs = x.chunks(C).flat_map(log).collect::<Vec<f32>>();
    let mut run = |io: Io<'_, [[f32; C]], [[f32; C]]>| float::log_softmax(io);
    let how = (overlap::elementwise(), 1);
    let verdict = over(draw, how, [&x, &logs], &mut run);
    if verdict != Verdict::Equal {
        return verdict.with(&(N, C, "log"));
    }
    let normals = x.chunks(C).flat_map(normal).collect::<Vec<f32>>();
    let mut run = |io: Io<'_, [[f32; C]], [[f32; C]]>| float::l2_normalization(io);
    over(draw, how, [&x, &normals], &mut run).with(&(N, C))
}

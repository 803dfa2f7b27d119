//! Pooling, MEAN and SOFTMAX of int16.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::int16::overlap;
use tiny_model_kernels::op::{Mean, Pool2d, Reduce, WindowRows, int16};

use super::layer::{int16s, range};
use super::rows::{check, over};
use crate::oracle::convolution::{Shapes, at, taps};
use crate::oracle::gemmlowp::multiply_by_quantized_multiplier;
use crate::weighted::window;
use crate::{Draw, Verdict, compare};

/// Returns the bytes of values.
pub(crate) fn bytes(values: &[i16]) -> Vec<i8> {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    bytes.map(u8::cast_signed).collect()
}

/// Checks both poolings on one input.
pub(crate) fn pool_2d(draw: &mut Draw) -> Verdict {
    one_of!(draw, pooling:
        [1, 1, 1, 1, 1, 1] [3, 5, 7, 1, 1, 2] [6, 6, 2, 3, 3, 2] [5, 4, 6, 5, 4, 3] [7, 9, 5, 3, 3, 3])
}

fn pooling<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const K: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [1, H, W, C],
        y: [1, OH, OW, C],
        kernel: [K.min(H), K.min(W)],
    };
    let mut window = window(draw, shapes, false);
    (window.dilation_h, window.dilation_w) = (1, 1);
    let sees = |oy, ox| taps(shapes, window, (oy, ox)).next().is_some();
    if (0..OH).any(|oy| (0..OW).any(|ox| !sees(oy, ox))) {
        return Verdict::Declined;
    }
    let x = int16s(draw, H * W * C);
    let bounds = range(draw);
    let pool = Pool2d {
        window,
        height: shapes.kernel[0],
        width: shapes.kernel[1],
        min: bounds.min as i16,
        max: bounds.max as i16,
    };
    let seen = |i: usize| {
        let taps = taps(shapes, window, (i / C / OW, i / C % OW));
        Vec::from_iter(taps.map(|(_, _, iy, ix)| i32::from(x[at(shapes.x, [0, iy, ix, i % C])])))
    };
    let clamp = |y: i32| y.clamp(bounds.min, bounds.max) as i16;
    let mean = |seen: Vec<i32>| {
        let (sum, count) = (seen.iter().sum::<i32>(), seen.len() as i32);
        let half = if sum > 0 { count / 2 } else { -(count / 2) };
        (sum + half) / count
    };
    let outputs = || 0..OH * OW * C;
    let means = Vec::from_iter(outputs().map(|i| clamp(mean(seen(i)))));
    let maxima = Vec::from_iter(
        outputs().map(|i| clamp(seen(i).into_iter().max().expect("it sees something"))),
    );
    let how = (shapes, window, overlap::pool_2d(&shapes.with(window, 1)));
    let [values, means, maxima] = [&x, &means, &maxima].map(|values| bytes(values));
    let mut average =
        |io: WindowRows<'_, W, C, OW, C, i16>, pad_top| int16::average_pool_2d(io, pad_top, &pool);
    let mut largest =
        |io: WindowRows<'_, W, C, OW, C, i16>, pad_top| int16::max_pool_2d(io, pad_top, &pool);
    let verdict = match check(draw, how, &values, &means, &mut average) {
        Verdict::Equal => check(draw, how, &values, &maxima, &mut largest),
        verdict => verdict.with(&"average"),
    };
    verdict.with(&(&x, &pool))
}

pub(crate) fn mean(draw: &mut Draw) -> Verdict {
    one_of!(draw, means: [1, 1] [4, 3] [3, 7] [12, 5] [30, 2])
}

/// Checks means of `[IN / OUT][OUT]` over the first dimension, and of `[OUT][IN / OUT]` over the
/// last.
fn means<const ROWS: usize, const OUT: usize>(draw: &mut Draw) -> Verdict {
    let x = int16s(draw, ROWS * OUT);
    let mean = Mean {
        bias: draw.int(-1 << 20..=1 << 20),
        scale: draw.fraction(-10),
        output: range(draw),
    };
    let is_first = draw.one_in(2);
    let (kept, reduced) = if is_first { (1, OUT) } else { (ROWS, 1) };
    let sums = (0..OUT).map(|to| -> i32 {
        let from = (0..ROWS).map(|row| i32::from(x[to * kept + row * reduced]));
        from.sum()
    });
    let Mean {
        bias,
        scale,
        output,
    } = mean;
    let finish = |sum: i32| {
        let y = multiply_by_quantized_multiplier(sum + bias, scale.multiplier, scale.shift);
        y.clamp(output.min, output.max) as i16
    };
    let expected = Vec::from_iter(sums.map(finish));
    // A type that fits all lengths avoids the check of lengths.
    let how = Reduce::<4096, OUT, 1, 1>::new([(OUT, kept)], [(ROWS, reduced)]);
    let mut run = |io: Io<'_, [i16], [i16]>| int16::mean(io, &mean, &how);
    let overlap = overlap::mean(&[(OUT, kept)]);
    let verdict = over(draw, overlap, &bytes(&x), &bytes(&expected), &mut run);
    verdict.with(&(&x, mean, is_first))
}

pub(crate) fn softmax(draw: &mut Draw) -> Verdict {
    one_of!(draw, rows: [1, 1] [1, 2] [2, 5] [3, 7] [1, 33] [1, 257])
}

/// Checks that outputs are within the error of interpolation and rounding, about 2^-11 of the
/// range.
fn rows<const N: usize, const C: usize>(draw: &mut Draw) -> Verdict {
    let x: [[i16; C]; N] = [(); N].map(|()| {
        let values = int16s(draw, C);
        core::array::from_fn(|c| values[c])
    });
    let scale = draw.fraction(-8);
    let mut y = [[0_i16; C]; N];
    int16::softmax(Io::new(&x[..], &mut y[..]), scale);
    let real = f64::from(scale.multiplier) / f64::from(1u32 << 31) * 10.0 / 65_535.0;
    let real = (0..-scale.shift).fold(real, |real, _| real / 2.0);
    let is_near = |(x, y): (&[i16; C], &[i16; C])| {
        let most = x.iter().copied().fold(i16::MIN, i16::max);
        let exp = |x: i16| exp(real * f64::from(i32::from(x) - i32::from(most)));
        let sum = x.iter().map(|&x| exp(x)).sum::<f64>();
        let mut pairs = x.iter().zip(y);
        pairs.all(|(&x, &y)| (32_768.0 * exp(x) / sum - f64::from(y)).abs() < 16.0)
    };
    let near = Vec::from_iter(x.iter().zip(&y).map(is_near));
    compare(&near, &alloc::vec![true; N], &(x, y, scale))
}

/// Computes `e^x` for `x ≤ 0` as the limit of `(1 + x / 2^20)^(2^20)`.
fn exp(x: f64) -> f64 {
    let first = 1.0 + x / f64::from(1 << 20);
    (0..20).fold(first, |power, _| power * power)
}

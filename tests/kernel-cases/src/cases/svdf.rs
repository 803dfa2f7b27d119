//! SVDF.

use alloc::vec::Vec;

use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::op::{FloatSvdf, StateEntry, Svdf, float_svdf, svdf};

use crate::oracle::svdf::{Layer, svdf as oracle};
use crate::{Draw, Verdict, compare};

/// Draws batches, units, filters, features, and entries of time.
pub(crate) fn case(draw: &mut Draw) -> Verdict {
    match draw.one_in(2) {
        true => one_of!(draw, bytes:
            [1, 1, 1, 1, 1] [2, 3, 1, 5, 4] [1, 4, 2, 9, 15] [3, 2, 3, 16, 10] [1, 2, 1, 3, 32]),
        false => one_of!(draw, words:
            [1, 1, 1, 1, 1] [2, 3, 1, 5, 4] [1, 4, 2, 9, 15] [3, 2, 3, 16, 10] [1, 2, 1, 3, 32]),
    }
}

fn bytes<const N: usize, const U: usize, const R: usize, const K: usize, const M: usize>(
    draw: &mut Draw,
) -> Verdict {
    let range = (i8::MIN.into(), i8::MAX.into());
    run::<i8, N, U, R, K, M>(draw, range, range, |value| value as i8)
}

/// Draws weights and states whose products fit i32.
fn words<const N: usize, const U: usize, const R: usize, const K: usize, const M: usize>(
    draw: &mut Draw,
) -> Verdict {
    let range = (i16::MIN.into(), i16::MAX.into());
    run::<i16, N, U, R, K, M>(draw, range, (-900, 900), |value| value as i16)
}

fn run<
    T: StateEntry,
    const N: usize,
    const U: usize,
    const R: usize,
    const K: usize,
    const M: usize,
>(
    draw: &mut Draw,
    range: (i32, i32),
    weights: (i32, i32),
    entry: fn(i32) -> T,
) -> Verdict {
    let filters = U * R;
    let wide = |values: Vec<i8>| values.into_iter().map(i32::from).collect::<Vec<i32>>();
    let between = |draw: &mut Draw, len: usize, (least, most): (i32, i32)| {
        (0..len)
            .map(|_| draw.int(least..=most))
            .collect::<Vec<i32>>()
    };
    let (x, features) = (draw.tensor(N * K), draw.weights(filters * K));
    let time = between(draw, filters * M, weights);
    let mut state = between(draw, N * filters * M, range);
    let zero_point = i32::from(draw.value());
    let most = 255 * 128 * K as i64;
    let typical = 64 * 128 * K.isqrt() as i64;
    let sums = i64::from(range.1) * i64::from(weights.1);
    let (bias, least) = draw.biases(U, sums);
    let layer = Layer {
        sizes: [U, R, K, M],
        features: wide(features),
        time,
        bias,
        zero_point,
        range,
        arithmetic: Svdf {
            feature_scale: draw.scale(typical, most),
            zero_point: draw.int(-8..=8),
            scale: draw.scale(sums, 3 * sums * (R * M) as i64 + least),
            output: draw.output(),
        },
    };
    let before = state.clone();
    let expected = oracle(&layer, &wide(x.clone()), &mut state);
    let x: [[i8; K]; N] = core::array::from_fn(|n| core::array::from_fn(|k| x[n * K + k]));
    let filter = |u: usize, r: usize| u * R + r;
    let time = |u, r| core::array::from_fn(|m| entry(layer.time[filter(u, r) * M + m]));
    let features =
        |u, r| -> [i8; K] { core::array::from_fn(|k| layer.features[filter(u, r) * K + k] as i8) };
    let offset = |u, r| -zero_point * features(u, r).iter().map(|&w| i32::from(w)).sum::<i32>();
    let entries = |n: usize, u, r| {
        core::array::from_fn(|m| entry(before[(n * filters + filter(u, r)) * M + m]))
    };
    let mut after: [[[[T; M]; R]; U]; N] = core::array::from_fn(|n| {
        core::array::from_fn(|u| core::array::from_fn(|r| entries(n, u, r)))
    });
    let folded = |u: usize| {
        let time = &layer.time[u * R * M..][..R * M];
        let sum = time.iter().copied().fold(0, i32::wrapping_add);
        layer.bias[u].wrapping_sub(layer.arithmetic.zero_point.wrapping_mul(sum))
    };
    let mut y = [[0; U]; N];
    svdf(
        &x,
        &mut y,
        &mut after,
        &core::array::from_fn(|u| core::array::from_fn(|r| features(u, r))),
        &core::array::from_fn(|u| core::array::from_fn(|r| offset(u, r))),
        &core::array::from_fn(|u| core::array::from_fn(|r| time(u, r))),
        &core::array::from_fn(folded),
        &layer.arithmetic,
    );
    let after = after.as_flattened().as_flattened().as_flattened();
    let after: Vec<i32> = after.iter().map(|&value| value.into()).collect();
    match compare(&after, &state, &("state", &layer)) {
        Verdict::Equal => compare(y.as_flattened(), &expected, &layer),
        wrong => wrong,
    }
}

/// Checks float32, whose sums are in the order of the reference: outputs are equal to the last bit.
pub(crate) fn float(draw: &mut Draw) -> Verdict {
    let [batch, units, rank, inputs, memory] = [3, 4, 3, 9, 6].map(|most| draw.size(1..=most));
    let filters = units * rank;
    let mut reals = |count: usize| {
        let values = (0..count).map(|_| draw.int(-1000..=1000) as f32 / 512.0);
        values.collect::<Vec<f32>>()
    };
    let (x, mut state) = (reals(batch * inputs), reals(batch * filters * memory));
    let (features, time) = (reals(filters * inputs), reals(filters * memory));
    let bias = reals(units);
    let output = draw.pick(&[Range::FINITE, Range { min: 0.0, max: 6.0 }]);
    let how = FloatSvdf {
        features: &features,
        time: &time,
        bias: &bias,
        rank,
        output,
    };
    let mut after = state.clone();
    let mut y = alloc::vec![f32::NAN; batch * units];
    float_svdf(&x, &mut y, &mut after, &how);
    let dot = |a: &[f32], b: &[f32]| {
        let products = a.iter().zip(b).map(|(a, b)| a * b);
        products.fold(0.0, |sum, product| sum + product)
    };
    // The reference shifts the whole state by one, across filters.
    state.rotate_left(1);
    for (row, entries) in state.chunks_mut(memory).enumerate() {
        let (batch, filter) = (row / filters, row % filters);
        let x = &x[batch * inputs..][..inputs];
        entries[memory - 1] = dot(x, &features[filter * inputs..][..inputs]);
    }
    let sum = |of: usize| {
        let (batch, unit) = (of / units, of % units);
        let filters = (0..rank).map(|r| (batch * filters, unit * rank + r));
        let sums = filters.map(|(first, filter)| {
            let entries = &state[(first + filter) * memory..][..memory];
            dot(&time[filter * memory..][..memory], entries)
        });
        let sum = sums.fold(bias[unit], |sum, next| sum + next);
        sum.max(output.min).min(output.max)
    };
    let expected = Vec::from_iter((0..batch * units).map(sum));
    let case = (batch, units, rank, inputs, memory, output);
    compare(&[y, after].concat(), &[expected, state].concat(), &case)
}

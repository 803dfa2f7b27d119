//! Elementwise operators, as functions.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::float::{function, overlap};
use tiny_model_kernels::op::{self, Broadcast};

use super::{over, range, reals};
use crate::oracle::float::clamp;
use crate::oracle::strided::{broadcast_strides, coordinates, position};
use crate::{Draw, Verdict, compare};

pub(crate) fn map(draw: &mut Draw) -> Verdict {
    let len = draw.size(1..=40);
    let (x, alpha) = (reals(draw, len), draw.pick(&[0.1, 1.5, -0.3]));
    let leaky = |&x: &f32| if x > 0.0 { x } else { x * alpha };
    let expected = x.iter().map(leaky).collect::<Vec<f32>>();
    let mut run = |io: Io<'_, [f32], [f32]>| op::map(io, |x| function::leaky_relu(x, alpha));
    over(draw, (overlap::elementwise(), 1), [&x, &expected], &mut run).with(&alpha)
}

pub(crate) fn zip(draw: &mut Draw) -> Verdict {
    let len = draw.size(1..=40);
    let (x1, x2, output) = (reals(draw, len), reals(draw, len), range(draw));
    let pairs = x1.iter().zip(&x2);
    let expected = pairs
        .map(|(x1, x2)| clamp(x1 - x2, output))
        .collect::<Vec<f32>>();
    let mut run = |io: Io<'_, [f32], [f32]>| op::zip(io, &x2, output.after(function::sub));
    over(
        draw,
        (overlap::elementwise(), 1),
        [&x1, &expected],
        &mut run,
    )
    .with(&(&x2, output))
}

pub(crate) fn broadcast(draw: &mut Draw) -> Verdict {
    one_of!(
        draw,
        [
            |draw| shapes::<1, 6, 6, 1>(draw, [1], [6]),
            |draw| shapes::<3, 5, 15, 2>(draw, [3, 1], [1, 5]),
            |draw| shapes::<24, 3, 24, 3>(draw, [2, 3, 4], [1, 3, 1]),
            |draw| shapes::<8, 15, 120, 4>(draw, [2, 1, 4, 1], [1, 3, 1, 5]),
        ]
    )
}

fn shapes<const A: usize, const B: usize, const N: usize, const R: usize>(
    draw: &mut Draw,
    first: [usize; R],
    second: [usize; R],
) -> Verdict {
    let shape: [usize; R] = core::array::from_fn(|r| first[r].max(second[r]));
    let strides = [first, second].map(broadcast_strides);
    let broadcast = Broadcast::<A, B, N, R>::new(shape, strides[0], strides[1]);
    let (a, b, output) = (reals(draw, A), reals(draw, B), range(draw));
    let mut y = [f32::NAN; N];
    let (x1, x2) = (a.first_chunk(), b.first_chunk());
    let (x1, x2) = (x1.expect("as many"), x2.expect("as many"));
    op::zip_broadcast(x1, x2, &mut y, output.after(function::mul), &broadcast);
    let expected = Vec::from_iter(
        coordinates(&shape)
            .iter()
            .map(|at| clamp(a[position(&first, at)] * b[position(&second, at)], output).to_bits()),
    );
    compare(
        &y.map(f32::to_bits),
        &expected,
        &(first, second, a, b, output),
    )
}

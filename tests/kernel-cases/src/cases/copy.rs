//! Copies by strides, and fills.

use alloc::vec::Vec;

use tiny_model_kernels::op::{Strided, Walk, copy, fill};

use crate::memory::Tensor;
use crate::oracle::strided::{coordinates, strides};
use crate::{Draw, Verdict};

/// Elements of both tensors.
const N: usize = 1000;

/// Three loops over parts of two tensors, in any order and direction.
pub(crate) fn case(draw: &mut Draw) -> Verdict {
    let dims = [(); 3].map(|()| draw.size(1..=5));
    let (from, to) = (walk(draw, dims), walk(draw, dims));
    let values = draw.tensor(N);
    let x = Tensor::of(draw, &values);
    let mut y = Tensor::rubbish(draw, N);
    let background = draw.value();
    fill(y.array_mut::<N>(), background);
    copy(
        x.array(),
        y.array_mut(),
        &Strided::<N, N, 3>::new(dims, from, to),
    );
    let mut expected = Vec::from([background; N]);
    for at in coordinates(&dims) {
        expected[position(to, &at)] = values[position(from, &at)];
    }
    y.compare(&expected, &(dims, from, to))
}

/// Draws a walk that reaches each element at most once: at most every second one of a larger shape,
/// whose axes are in any order.
fn walk(draw: &mut Draw, dims: [usize; 3]) -> Walk<3> {
    let order = draw.pick(&[
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ]);
    let steps = [(); 3].map(|()| draw.size(1..=2));
    let larger = order.map(|axis| dims[axis] * steps[axis]);
    let mut walk = Walk {
        offset: draw.size(0..=N - larger.iter().product::<usize>()),
        strides: [0; 3],
    };
    for (axis, stride) in order.into_iter().zip(strides(larger)) {
        let step = (stride * steps[axis]).cast_signed();
        let back = draw.one_in(3);
        walk.strides[axis] = if back { -step } else { step };
        if back {
            walk.offset += step.unsigned_abs() * (dims[axis] - 1);
        }
    }
    walk
}

fn position(walk: Walk<3>, at: &[usize]) -> usize {
    let steps = at.iter().zip(walk.strides);
    steps.fold(walk.offset, |position, (&i, stride)| {
        position.wrapping_add_signed(i.cast_signed() * stride)
    })
}

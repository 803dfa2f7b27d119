//! ADD, SUB and MUL.

use core::fmt::Debug;

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Add, Binary, Broadcast, Mul, Sub, binary, binary_broadcast, overlap};
use tiny_model_kernels::requantize::Scale;

use super::rows::over;
use crate::memory::Tensor;
use crate::oracle::elementwise::{product, sum};
use crate::oracle::strided::{broadcast_strides, coordinates, position};
use crate::{Draw, Verdict};

/// A binary operator and its oracle.
pub(crate) trait Operator: Binary<X = i8, Y = i8> + Debug {
    /// Draws random parameters.
    fn draw(draw: &mut Draw) -> Self;
    /// Returns the output for one pair.
    fn oracle(&self, x1: i8, x2: i8) -> i8;
}

impl Operator for Add {
    fn draw(draw: &mut Draw) -> Self {
        sum_parameters(draw)
    }

    fn oracle(&self, x1: i8, x2: i8) -> i8 {
        sum(self, x1, x2, 1)
    }
}

impl Operator for Sub {
    fn draw(draw: &mut Draw) -> Self {
        Self(sum_parameters(draw))
    }

    fn oracle(&self, x1: i8, x2: i8) -> i8 {
        sum(&self.0, x1, x2, -1)
    }
}

impl Operator for Mul {
    fn draw(draw: &mut Draw) -> Self {
        Self {
            input1_offset: -i32::from(draw.value()),
            input2_offset: -i32::from(draw.value()),
            scale: draw.scale(1 << 14, 1 << 16),
            output: draw.output(),
        }
    }

    fn oracle(&self, x1: i8, x2: i8) -> i8 {
        product(self, x1, x2)
    }
}

/// Tensors of one shape.
pub(crate) fn case<O: Operator>(draw: &mut Draw) -> Verdict {
    one_of!(draw, pairs<O>:
        [1] [2] [3] [4] [5] [6] [7] [8] [9] [11] [12] [13] [15] [16] [17] [31] [32] [33] [34] [35]
        [36] [63] [64] [100] [257] [1024])
}

fn pairs<O: Operator, const N: usize>(draw: &mut Draw) -> Verdict {
    let [x1, x2] = [draw.tensor(N), draw.tensor(N)];
    let second = Tensor::of(draw, &x2);
    let op = O::draw(draw);
    let expected: Vec<i8> = x1
        .iter()
        .zip(&x2)
        .map(|(&x1, &x2)| op.oracle(x1, x2))
        .collect();
    let mut run = |io: Io<'_, [i8], [i8]>| binary(io, second.values(), &op);
    over(draw, overlap::elementwise(), &x1, &expected, &mut run).with(&(op, &x1, x2))
}

/// Draws the scales of the inputs relative to twice the larger one: one of them is exactly one
/// half.
fn sum_parameters(draw: &mut Draw) -> Add {
    const HALF: Scale = Scale {
        multiplier: 1 << 30,
        shift: 0,
    };
    let smaller = Scale {
        multiplier: draw.pick(&[1 << 30, i32::MAX, 0x5a82_799a]),
        shift: draw.int(-8..=-1),
    };
    let smaller = match draw.size(0..=3) {
        0 => HALF,
        1 => smaller,
        _ => Scale {
            multiplier: draw.int(1 << 30..=i32::MAX),
            ..smaller
        },
    };
    let [input1, input2] = if draw.one_in(2) {
        [HALF, smaller]
    } else {
        [smaller, HALF]
    };
    Add {
        input1_offset: -i32::from(draw.value()),
        input2_offset: -i32::from(draw.value()),
        input1,
        input2,
        output_scale: sum_scale(draw),
        output: draw.output(),
    }
}

/// Draws a factor below one for sums below `2^28`.
fn sum_scale(draw: &mut Draw) -> Scale {
    let scale = draw.scale(1 << 27, 1 << 28);
    Scale {
        shift: scale.shift.min(0),
        ..scale
    }
}

/// Checks shapes that broadcast as in NumPy.
pub(crate) fn broadcast<O: Operator>(draw: &mut Draw) -> Verdict {
    one_of!(
        draw,
        [
            |draw| broadcast_shapes::<O, 1, 6, 6, 1>(draw, [1], [6]),
            |draw| broadcast_shapes::<O, 33, 1, 33, 1>(draw, [33], [1]),
            |draw| broadcast_shapes::<O, 15, 5, 15, 2>(draw, [3, 5], [1, 5]),
            |draw| broadcast_shapes::<O, 3, 5, 15, 2>(draw, [3, 1], [1, 5]),
            |draw| broadcast_shapes::<O, 24, 3, 24, 3>(draw, [2, 3, 4], [1, 3, 1]),
            |draw| broadcast_shapes::<O, 16, 240, 240, 3>(draw, [1, 1, 16], [3, 5, 16]),
            |draw| broadcast_shapes::<O, 8, 15, 120, 4>(draw, [2, 1, 4, 1], [1, 3, 1, 5]),
        ]
    )
}

fn broadcast_shapes<O: Operator, const A: usize, const B: usize, const N: usize, const R: usize>(
    draw: &mut Draw,
    first: [usize; R],
    second: [usize; R],
) -> Verdict {
    let shape: [usize; R] = core::array::from_fn(|r| first[r].max(second[r]));
    let broadcast =
        Broadcast::<A, B, N, R>::new(shape, broadcast_strides(first), broadcast_strides(second));
    let op = O::draw(draw);
    let (a, b) = (draw.tensor(A), draw.tensor(B));
    let [x1, x2] = [Tensor::of(draw, &a), Tensor::of(draw, &b)];
    let mut y = Tensor::rubbish(draw, N);
    binary_broadcast(x1.array(), x2.array(), y.array_mut(), &op, &broadcast);
    let expected = Vec::from_iter(
        coordinates(&shape)
            .iter()
            .map(|at| op.oracle(a[position(&first, at)], b[position(&second, at)])),
    );
    y.compare(&expected, &(first, second, op, a, b))
}

//! ADD, SUB and MUL of tensors of one shape.

use core::fmt::Debug;

use alloc::vec::Vec;

use tiny_model_kernels::op::{Add, Binary, Mul, Sub, binary};
use tiny_model_kernels::requantize::Scale;

use crate::memory::Tensor;
use crate::oracle::elementwise::{product, sum};
use crate::{Draw, Verdict};

/// A binary operator and its oracle.
pub(crate) trait Operator: Binary + Debug {
    /// Random parameters.
    fn draw(draw: &mut Draw) -> Self;
    /// The output for one pair.
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

pub(crate) fn case<O: Operator>(draw: &mut Draw) -> Verdict {
    one_of!(draw, pairs<O>:
        [1] [2] [3] [4] [5] [6] [7] [8] [9] [11] [12] [13] [15] [16] [17] [31] [32] [33] [34] [35]
        [36] [63] [64] [100] [257] [1024])
}

fn pairs<O: Operator, const N: usize>(draw: &mut Draw) -> Verdict {
    let [x1, x2] = [draw.tensor(N), draw.tensor(N)];
    let [first, second] = [Tensor::of(draw, &x1), Tensor::of(draw, &x2)];
    let op = O::draw(draw);
    let mut y = Tensor::rubbish(draw, N);
    binary(first.array::<N>(), second.array(), y.array_mut(), &op);
    let expected: Vec<i8> = x1
        .iter()
        .zip(&x2)
        .map(|(&x1, &x2)| op.oracle(x1, x2))
        .collect();
    y.compare(&expected, &(N, op, x1, x2))
}

/// Scales of the inputs relative to twice the larger one: one of them is one half, exactly.
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

/// Sums are below `2^28`; the factor is below one.
fn sum_scale(draw: &mut Draw) -> Scale {
    let scale = draw.scale(1 << 27, 1 << 28);
    Scale {
        shift: scale.shift.min(0),
        ..scale
    }
}

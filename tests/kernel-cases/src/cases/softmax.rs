//! SOFTMAX.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Softmax, overlap, softmax};

use super::rows::over;
use crate::{Draw, Verdict, oracle};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, rows:
        [1, 1] [1, 2] [3, 2] [1, 3] [2, 5] [3, 7] [1, 8] [4, 10] [2, 12] [1, 33] [1, 100] [1, 257])
}

fn rows<const N: usize, const C: usize>(draw: &mut Draw) -> Verdict {
    let values = draw.tensor(N * C);
    let p = parameters(draw);
    let expected: Option<Vec<Vec<i8>>> = values
        .chunks(C)
        .map(|x| oracle::softmax::softmax(x, &p))
        .collect();
    let Some(expected) = expected else {
        return Verdict::Declined;
    };
    let expected = expected.concat();
    let mut run = |io: Io<'_, [[i8; C]], [[i8; C]]>| softmax(io, &p);
    over(draw, overlap::softmax(), &values, &expected, &mut run).with(&(N, C, p, &values))
}

/// `β · scale_x` from `2^−26` to 32, where `PreprocessSoftmaxScaling` saturates.
fn parameters(draw: &mut Draw) -> Softmax {
    // Beyond 31 bits of shift the factor is cut to the largest.
    let left_shift = match draw.size(0..=7) {
        0 => draw.int(0..=31),
        _ => draw.int(19..=28),
    };
    let left_shift = left_shift.unsigned_abs();
    let multiplier = match draw.size(0..=3) {
        0 => 1 << 30,
        1 => i32::MAX,
        _ => draw.int(1 << 30..=i32::MAX),
    };
    Softmax {
        multiplier,
        left_shift,
        diff_min: -((31i64 << 26) >> left_shift) as i32,
    }
}

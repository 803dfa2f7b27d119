//! SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{self, LogSoftmax, Softmax, overlap, softmax};
use tiny_model_kernels::requantize::Scale;

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

/// Checks LOG_SOFTMAX and L2_NORMALIZATION on one input.
pub(crate) fn of_rows(draw: &mut Draw) -> Verdict {
    one_of!(draw, both: [1, 1] [1, 2] [3, 7] [4, 10] [1, 33] [2, 257])
}

fn both<const N: usize, const C: usize>(draw: &mut Draw) -> Verdict {
    let values = draw.tensor(N * C);
    let exp = parameters(draw);
    let Some(reverse) = reverse(&exp) else {
        return Verdict::Declined;
    };
    let p = LogSoftmax { exp, reverse };
    let of = |x| oracle::softmax::log_softmax(x, &p);
    let expected = values.chunks(C).flat_map(of).collect::<Vec<i8>>();
    let mut run = |io: Io<'_, [[i8; C]], [[i8; C]]>| op::log_softmax(io, &p);
    let verdict = over(draw, overlap::softmax(), &values, &expected, &mut run);
    if verdict != Verdict::Equal {
        return verdict.with(&(N, C, p, &values));
    }
    let zero_point = draw.value().into();
    let of = |x| oracle::softmax::l2_normalization(x, zero_point);
    let expected = values.chunks(C).flat_map(of).collect::<Vec<i8>>();
    let mut run = |io: Io<'_, [[i8; C]], [[i8; C]]>| op::l2_normalization(io, zero_point);
    let verdict = over(draw, overlap::softmax(), &values, &expected, &mut run);
    verdict.with(&(N, C, zero_point, &values))
}

/// Returns `2^26` over the factor of exponentials; `None` unless it is below 1.
fn reverse(exp: &Softmax) -> Option<Scale> {
    let (bits, multiplier) = (exp.left_shift as i32, i64::from(exp.multiplier));
    let scale = match exp.multiplier {
        0x4000_0000 => Scale {
            multiplier: 1 << 30,
            shift: 2 - bits,
        },
        _ => Scale {
            multiplier: (((1 << 61) + multiplier / 2) / multiplier) as i32,
            shift: 1 - bits,
        },
    };
    (scale.shift <= 0).then_some(scale)
}

/// Draws `β · scale_x` from `2^−26` to 32, where `PreprocessSoftmaxScaling` saturates.
fn parameters(draw: &mut Draw) -> Softmax {
    // With a shift beyond 31 bits the factor is clamped to the largest.
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

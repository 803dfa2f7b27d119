//! TOPK_V2, whose oracle counts for each element how many others come before it.

use alloc::vec::Vec;
use core::fmt::Debug;

use tiny_model_kernels::op::{self, Ordered, TopK};

use crate::{Draw, Verdict, compare};

/// Checks int8, int32 or float32, with the extremes of each type, and few values so that some are equal.
pub(crate) fn case(draw: &mut Draw) -> Verdict {
    match draw.size(0..=2) {
        0 => check::<i8>(draw, |raw| raw, |x| (true, x.into()), |x| x as u32),
        1 => check::<i32>(draw, integer, |x| (true, x.into()), |x| x as u32),
        _ => check::<f32>(draw, real, real_key, f32::to_bits),
    }
}

fn integer(raw: i8) -> i32 {
    match raw {
        i8::MIN => i32::MIN,
        i8::MAX => i32::MAX,
        raw => i32::from(raw) * 0x10_0001,
    }
}

fn real(raw: i8) -> f32 {
    match raw {
        i8::MIN => f32::NEG_INFINITY,
        i8::MAX => f32::INFINITY,
        -1 => -0.0,
        3 | 126 => f32::NAN,
        raw => f32::from(raw) / 4.0,
    }
}

/// The key of a NaN is below all others.
fn real_key(x: f32) -> (bool, f64) {
    match x.is_nan() {
        true => (false, 0.0),
        false => (true, x.into()),
    }
}

/// `key` has whether a value is a number, and the number; `bits` tell −0 and 0 apart.
fn check<T: Ordered + Debug>(
    draw: &mut Draw,
    value: fn(i8) -> T,
    key: fn(T) -> (bool, f64),
    bits: fn(T) -> u32,
) -> Verdict {
    let (rows, len) = (draw.size(1..=3), draw.size(1..=40));
    let k = match draw.size(0..=5) {
        0 => 1,
        1 => len,
        _ => draw.size(1..=len),
    };
    let how = TopK { rows, len, k };
    let raw = draw.tensor(rows * len);
    let x: Vec<T> = raw.iter().map(|&raw| value(raw)).collect();
    let mut values = alloc::vec![T::LOWEST; rows * k];
    let mut indices = alloc::vec![-1; rows * k];
    op::top_k(&x, &mut values, &mut indices, &how);

    let mut expected = alloc::vec![(0, -1); rows * k];
    for at in 0..x.len() {
        let (row, index) = (at / len, at % len);
        let own = key(x[at]);
        let comes_before = |&other: &usize| {
            let others = key(x[row * len + other]);
            others > own || (others == own && other < index)
        };
        let place = (0..len).filter(comes_before).count();
        if place < k {
            expected[row * k + place] = (bits(x[at]), index as i32);
        }
    }
    let values = values.iter().map(|&value| bits(value));
    let got: Vec<(u32, i32)> = values.zip(indices).collect();
    compare(&got, &expected, &(how, x))
}

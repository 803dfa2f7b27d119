use proptest::prelude::*;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Mean, Reduce, mean};
use tiny_model_kernels::requantize::Scale;

use crate::data::{output, scale, tensor};
use crate::oracle::requantize;
use crate::oracle::strided::{coordinates, position, strides};

/// The compiler's part: folds `1 / count` into the scale, as `QuantizedMeanOrSum` does.
fn divided(scale: Scale, count: usize) -> Scale {
    let shift = (63 - (count as u64).leading_zeros() as i32)
        .min(32)
        .min(31 + scale.shift);
    let multiplier = (i64::from(scale.multiplier) << shift) / count as i64;
    Scale {
        multiplier: multiplier as i32,
        shift: scale.shift - shift,
    }
}

/// Checks the reduction of the axes `gone` of `shape`.
fn agrees<const IN: usize, const OUT: usize, const D: usize, const K: usize, const R: usize>(
    shape: [usize; D],
    gone: [usize; R],
) {
    let axis = |d: usize| (shape[d], strides(shape)[d]);
    let kept: Vec<usize> = (0..D).filter(|d| !gone.contains(d)).collect();
    let how = match kept.as_slice() {
        [] => Reduce::new([(1, 0); K], gone.map(axis)),
        kept => Reduce::new(core::array::from_fn(|k| axis(kept[k])), gone.map(axis)),
    };
    let count = IN / OUT;
    let strategy = (tensor(IN), any::<i8>(), scale(-3, 2), output());
    proptest!(ProptestConfig::with_cases(64), |((x, zero_point, scale, output) in strategy)| {
        let scale = divided(scale, count);
        let bias = -(i32::from(zero_point) * count as i32);
        let mut y = [0; OUT];
        mean::<IN, OUT, K, R>(Io::new(x.as_slice(), y.as_mut_slice()), &Mean { bias, scale, output }, &how);
        let mut sums = [0; OUT];
        let small: Vec<usize> = kept.iter().map(|&d| shape[d]).collect();
        for at in coordinates(&shape) {
            let to: Vec<usize> = kept.iter().map(|&d| at[d]).collect();
            sums[position(&small, &to)] +=
                i64::from(x[position(&shape, &at)]) - i64::from(zero_point);
        }
        prop_assert_eq!(y, sums.map(|sum| requantize(sum, scale, output)));
    });
}

#[test]
fn every_set_of_axes() {
    agrees::<84, 12, 3, 2, 1>([3, 7, 4], [1]);
    agrees::<84, 21, 3, 2, 1>([3, 7, 4], [2]);
    agrees::<84, 28, 3, 2, 1>([3, 7, 4], [0]);
    agrees::<84, 4, 3, 1, 2>([3, 7, 4], [0, 1]);
    agrees::<84, 7, 3, 1, 2>([3, 7, 4], [0, 2]);
    agrees::<84, 1, 3, 1, 3>([3, 7, 4], [0, 1, 2]);
    agrees::<150, 10, 4, 2, 2>([2, 3, 5, 5], [1, 2]);
    agrees::<6, 6, 2, 1, 1>([6, 1], [1]);
}

#[test]
#[should_panic(expected = "the loops stay within their tensors")]
fn a_reduction_that_leaves_the_input_is_refused() {
    let _ = Reduce::<6, 2, 1, 1>::new([(2, 3)], [(4, 1)]);
}

#[test]
#[should_panic(expected = "the loops write every output once")]
fn a_reduction_that_misses_outputs_is_refused() {
    let _ = Reduce::<6, 3, 1, 1>::new([(2, 3)], [(3, 1)]);
}

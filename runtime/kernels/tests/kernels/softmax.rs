use proptest::prelude::*;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Softmax, softmax};

use crate::data::tensor;
use crate::oracle::softmax::softmax as tflm;

/// `PreprocessSoftmaxScaling` and `CalculateInputRadius`, for real factors above 1.
fn parameters(beta_times_scale: f64) -> Softmax {
    let real = (beta_times_scale * f64::from(1 << 26)).min(f64::from(i32::MAX));
    assert!(real > 1.0);
    let left_shift = real.log2().floor() as u32 + 1;
    let multiplier = (real / f64::from(left_shift).exp2() * f64::from(1u32 << 31)).round();
    let radius = (f64::from(31 << 26) / f64::from(left_shift).exp2()).floor();
    Softmax {
        multiplier: multiplier as i32,
        left_shift,
        diff_min: -(radius as i32),
    }
}

fn agrees<const N: usize, const C: usize>() {
    let strategy = (tensor(N * C), -7.0..3.0f64);
    proptest!(ProptestConfig::with_cases(256), |((x, exponent) in strategy)| {
        let p = parameters(exponent.exp2());
        let mut input = [[0; C]; N];
        input.as_flattened_mut().copy_from_slice(&x);
        let mut y = [[0_i8; C]; N];
        softmax(Io::new(input.as_slice(), y.as_mut_slice()), &p);
        for (x, y) in input.iter().zip(y) {
            prop_assert_eq!(Some(y.to_vec()), tflm(x, &p));
        }
    });
}

#[test]
fn rows_of_any_length() {
    agrees::<1, 1>();
    agrees::<1, 2>();
    agrees::<3, 7>();
    agrees::<2, 12>();
    agrees::<1, 100>();
    agrees::<1, 300>();
}

#[test]
fn equal_elements_share() {
    let p = parameters(0.1);
    for value in [-128, 0, 127] {
        let mut y = [[0_i8; 4]; 1];
        softmax(Io::new([[value; 4]].as_slice(), y.as_mut_slice()), &p);
        assert_eq!(y, [[-64; 4]]);
    }
}

#[test]
fn where_tflm_aborts_nothing_panics() {
    let p = parameters(0.1);
    assert_eq!(tflm(&[5; 512], &p), None);
    let mut y = [[0_i8; 512]; 1];
    softmax(Io::new([[5; 512]].as_slice(), y.as_mut_slice()), &p);
    assert_eq!(y, [[-128; 512]]);
    let mut y = [[0_i8; 9000]; 1];
    softmax(Io::new([[5; 9000]].as_slice(), y.as_mut_slice()), &p);
    assert_eq!(y, [[-128; 9000]]);
}

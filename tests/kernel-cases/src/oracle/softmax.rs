//! SOFTMAX of one row.

use alloc::vec::Vec;

use tiny_model_kernels::op::Softmax;

use super::gemmlowp::{
    FixedPoint, exp_on_negative_values, get_reciprocal, rounding_divide_by_pot,
    saturating_rounding_doubling_high_mul,
};

/// `reference_ops::Softmax<int8_t, int8_t>` of one row, or `None` where TFLM aborts.
pub fn softmax(x: &[i8], p: &Softmax) -> Option<Vec<i8>> {
    let max_in_row = x.iter().copied().max().expect("a row has elements");
    let exp = |x: i8| {
        let diff = i32::from(x) - i32::from(max_in_row);
        (diff >= p.diff_min).then(|| {
            let shifted = i32::try_from(i64::from(diff) << p.left_shift).expect("no overflow");
            let scaled = saturating_rounding_doubling_high_mul(shifted, p.multiplier);
            exp_on_negative_values(FixedPoint::from_raw(scaled, 5))
        })
    };
    let sum_of_exps: i32 = x
        .iter()
        .filter_map(|&x| exp(x))
        .map(|exp| exp.rescale(12).raw)
        .sum();
    let (shifted_scale, num_bits_over_unit) = get_reciprocal(sum_of_exps, 12);
    let exponent = num_bits_over_unit + 31 - 8;
    if !(0..=31).contains(&exponent) {
        return None;
    }
    let output = |x: &i8| match exp(*x) {
        Some(exp) => {
            let product = saturating_rounding_doubling_high_mul(shifted_scale, exp.raw);
            let unsat_output = rounding_divide_by_pot(product, exponent);
            (unsat_output - 128).clamp(-128, 127) as i8
        }
        None => -128,
    };
    Some(x.iter().map(output).collect())
}

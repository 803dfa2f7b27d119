//! SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION of one row.

use alloc::vec::Vec;

use tiny_model_kernels::op::{LogSoftmax, Softmax};

use super::gemmlowp::{
    FixedPoint, exp_on_negative_values, get_inv_sqrt_quantized_multiplier_exp, get_reciprocal,
    log_x_for_x_greater_than_or_equal_to_1, multiply_by_quantized_multiplier,
    rounding_divide_by_pot, saturating_rounding_doubling_high_mul,
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

/// `reference_ops::LogSoftmaxQuantized<int8_t>` of one row.
pub fn log_softmax(x: &[i8], p: &LogSoftmax) -> Vec<i8> {
    let max_in_row = x.iter().copied().max().expect("a row has elements");
    let diff = |x: i8| i32::from(x) - i32::from(max_in_row);
    let rescaled = |diff| {
        let shift = p.exp.left_shift as i32;
        multiply_by_quantized_multiplier(diff, p.exp.multiplier, shift)
    };
    let exps = x
        .iter()
        .map(|&x| diff(x))
        .filter(|&diff| diff >= p.exp.diff_min);
    let exps = exps.map(|diff| exp_on_negative_values(FixedPoint::from_raw(rescaled(diff), 5)));
    let sum_of_exps = exps.map(|exp| exp.rescale(12).raw).sum();
    let log_sum_of_exps =
        log_x_for_x_greater_than_or_equal_to_1(FixedPoint::from_raw(sum_of_exps, 12)).raw;
    let shifted_log_sum_of_exps = log_sum_of_exps + i32::MIN;
    let reverse = multiply_by_quantized_multiplier(
        shifted_log_sum_of_exps,
        p.reverse.multiplier,
        p.reverse.shift,
    );
    let adjusted_diff_min = reverse.max(p.exp.diff_min - 1);
    let output = |&x: &i8| match diff(x) > adjusted_diff_min {
        true => {
            let log = rescaled(diff(x)) - log_sum_of_exps;
            (rounding_divide_by_pot(log, 31 - 5 - 4) + 127).clamp(-128, 127) as i8
        }
        false => -128,
    };
    x.iter().map(output).collect()
}

/// `reference_integer_ops::L2Normalization` of one row.
pub fn l2_normalization(x: &[i8], zero_point: i32) -> Vec<i8> {
    let input = |&x: &i8| i32::from(x) - zero_point;
    let acc = x.iter().map(|x| input(x) * input(x)).sum();
    let (multiplier, shift) = get_inv_sqrt_quantized_multiplier_exp(acc);
    let output = |x| multiply_by_quantized_multiplier(input(x), multiplier, shift + 7);
    x.iter().map(|x| output(x).clamp(-128, 127) as i8).collect()
}

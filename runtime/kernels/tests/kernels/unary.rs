//! Unary operators over all 256 inputs.

use proptest::prelude::*;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{
    HardSwish, LeakyRelu, Logistic, Rescale, Rsqrt, Tanh, lookup, tabulate,
};
use tiny_model_kernels::requantize::Scale;

use crate::data::{output, scale, tensor};
use crate::oracle::gemmlowp::{
    self, FixedPoint, multiply_by_quantized_multiplier, rounding_divide_by_pot,
    rounding_divide_by_pot_i16, saturating_rounding_doubling_high_mul_i16,
};
use crate::oracle::{clamp, requantize};

fn inputs() -> impl Iterator<Item = i8> {
    i8::MIN..=i8::MAX
}

proptest! {
    #[test]
    fn rescale_is_tflms(zero_point: i8, scale in scale(-9, 8), output in output()) {
        let p = Rescale { input_zero_point: zero_point.into(), scale, output };
        for x in inputs() {
            let difference = i64::from(x) - i64::from(zero_point);
            prop_assert_eq!(p.apply::<i8, i8>(x), requantize(difference, scale, output));
        }
    }

    #[test]
    fn leaky_relu_is_tflms(
        zero_point: i8, identity in scale(-4, 4), alpha in scale(-9, 3), negate_alpha: bool,
        output in output(),
    ) {
        let p = LeakyRelu {
            input_zero_point: zero_point.into(), identity, alpha, negate_alpha, output,
        };
        for x in inputs() {
            let value = i32::from(x) - i32::from(zero_point);
            let times = |scale: Scale| {
                i64::from(multiply_by_quantized_multiplier(value, scale.multiplier, scale.shift))
            };
            let scaled = match (value >= 0, negate_alpha) {
                (true, _) => times(identity),
                (false, true) => -times(alpha),
                (false, false) => times(alpha),
            };
            let expected = clamp(scaled + i64::from(output.zero_point), output);
            prop_assert_eq!(p.apply(x), expected);
        }
    }

    #[test]
    fn hard_swish_is_tflms(
        zero_points in any::<(i8, i8)>(),
        multipliers in ((1i16 << 14)..=i16::MAX, (1i16 << 14)..=i16::MAX),
        output_exponent in -20..=0i32, reluish_exponent in -20..=20i32,
    ) {
        let p = HardSwish {
            input_zero_point: zero_points.0.into(),
            output_zero_point: zero_points.1.into(),
            output_multiplier: multipliers.0,
            output_exponent,
            reluish_multiplier: multipliers.1,
            reluish_exponent,
        };
        for x in inputs() {
            prop_assert_eq!(p.apply(x), hard_swish(&p, x));
        }
    }

    #[test]
    fn rsqrt_is_tflms(zero_point: i8, scale in scale(-4, 20), output in output()) {
        let p = Rsqrt { input_zero_point: zero_point.into(), scale, output };
        for x in inputs() {
            let value = i32::from(x) - i32::from(zero_point);
            let expected = if value <= 0 {
                i8::MAX
            } else {
                let (multiplier, shift) = gemmlowp::get_inv_sqrt_quantized_multiplier_exp(value);
                let data = multiply_by_quantized_multiplier(1, multiplier, shift + 20);
                requantize(data.into(), Scale { shift: scale.shift - 20, ..scale }, output)
            };
            prop_assert_eq!(p.apply(x), expected);
        }
    }

    #[test]
    fn logistic_is_tflms(zero_point: i8, scale in scale(0, 26)) {
        let input_radius = (15 << 27) >> scale.shift;
        let p = Logistic { input_zero_point: zero_point.into(), input_radius, scale };
        for x in inputs() {
            let value = i32::from(x) - i32::from(zero_point);
            let expected = saturating(value, input_radius, scale, |fixed| {
                rounding_divide_by_pot(gemmlowp::logistic(fixed).raw, 31 - 8) - 128
            });
            prop_assert_eq!(p.apply(x), expected);
        }
    }

    #[test]
    fn tanh_is_tflms(zero_point: i8, scale in scale(0, 26)) {
        let input_radius = (15 << 27) >> scale.shift;
        let p = Tanh { input_zero_point: zero_point.into(), input_radius, scale };
        for x in inputs() {
            let value = i32::from(x) - i32::from(zero_point);
            let expected = saturating(value, input_radius, scale, |fixed| {
                rounding_divide_by_pot(gemmlowp::tanh(fixed).raw, 31 - 7)
            });
            prop_assert_eq!(p.apply(x), expected);
        }
    }

    #[test]
    fn a_table_is_its_function(x in tensor(77), scale in scale(-2, 2), output in output()) {
        let p = Rescale { input_zero_point: 3, scale, output };
        let mut y = [0; 77];
        lookup(Io::new(x.as_slice(), y.as_mut_slice()), &tabulate(|x| p.apply(x)));
        let expected: Vec<i8> = x.iter().map(|&x| p.apply(x)).collect();
        prop_assert_eq!(y.as_slice(), expected);
    }
}

/// The saturation of `Logistic` and `Tanh` around their function.
fn saturating(value: i32, radius: i32, scale: Scale, function: impl Fn(FixedPoint) -> i32) -> i8 {
    if value <= -radius {
        -128
    } else if value >= radius {
        127
    } else {
        let fixed = multiply_by_quantized_multiplier(value, scale.multiplier, scale.shift);
        function(FixedPoint::from_raw(fixed, 4)).clamp(-128, 127) as i8
    }
}

/// `reference_ops::HardSwish`.
fn hard_swish(p: &HardSwish, x: i8) -> i8 {
    let saturating_left_shift = |x: i16, amount: i32| {
        (i64::from(x) * (1 << amount)).clamp(i16::MIN.into(), i16::MAX.into()) as i16
    };
    let input_value = i16::from(x) - p.input_zero_point;
    let input_value_on_hires_input_scale = input_value * (1 << 7);
    let input_value_on_preshift_output_scale = saturating_rounding_doubling_high_mul_i16(
        input_value_on_hires_input_scale,
        p.output_multiplier,
    );
    let mut reluish_value = input_value_on_hires_input_scale;
    if p.reluish_exponent > 0 {
        reluish_value = saturating_left_shift(reluish_value, p.reluish_exponent - 1);
    }
    reluish_value = saturating_rounding_doubling_high_mul_i16(reluish_value, p.reluish_multiplier);
    if p.reluish_exponent > 0 {
        reluish_value = saturating_left_shift(reluish_value, 1);
    }
    if p.reluish_exponent < 0 {
        reluish_value = rounding_divide_by_pot_i16(reluish_value, -p.reluish_exponent);
    }
    let reluish_value = ((i32::from(reluish_value) + (1 << 15)) >> 1) as i16;
    let product = i32::from(reluish_value) * i32::from(input_value_on_preshift_output_scale);
    let preshift_output_value = (product / (1 << 15)) as i16;
    let output_value = rounding_divide_by_pot_i16(preshift_output_value, -p.output_exponent);
    let output_value = output_value.wrapping_add(p.output_zero_point);
    output_value.clamp(-128, 127) as i8
}

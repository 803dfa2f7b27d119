//! Elementwise functions of int16, and the functions of int8 that have no kernel of their own.

use proptest::prelude::*;
use tiny_model_kernels::op::{Abs, Add, LeakyRelu, Mul, Prelu, Rescale, SquaredDifference, Sub};
use tiny_model_kernels::requantize::{Output, Scale};

use crate::data::{output, scale};
use crate::oracle::gemmlowp::multiply_by_quantized_multiplier;

/// Ranges of int16 outputs.
fn wide_output() -> impl Strategy<Value = Output> {
    (any::<i16>(), any::<i16>()).prop_map(|(a, b)| Output {
        zero_point: 0,
        min: a.min(b).into(),
        max: a.max(b).into(),
    })
}

fn times(x: i32, scale: Scale) -> i64 {
    multiply_by_quantized_multiplier(x, scale.multiplier, scale.shift).into()
}

/// Adds the zero point, and clamps.
fn finish(scaled: i64, output: Output) -> i64 {
    (scaled + i64::from(output.zero_point)).clamp(output.min.into(), output.max.into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn sums_of_int16_are_tflms(
        x1: i16, x2: i16, input1 in scale(-12, 0), input2 in scale(-12, 0),
        output_scale in scale(-17, 0), output in wide_output(),
    ) {
        let add = Add { input1_offset: 0, input2_offset: 0, input1, input2, output_scale, output };
        let a = times(i32::from(x1) << 15, input1);
        let b = times(i32::from(x2) << 15, input2);
        // Both are at most one half of 2^31, as TFLM's scales ensure.
        prop_assume!(a.abs() <= 1 << 30 && b.abs() <= 1 << 30 && a + b != 1 << 31);
        let of = |raw: i64| finish(times(raw as i32, output_scale), output);
        prop_assert_eq!(i64::from(add.apply_to_int16(x1, x2)), of(a + b));
        prop_assume!(a - b != 1 << 31);
        prop_assert_eq!(i64::from(Sub(add).apply_to_int16(x1, x2)), of(a - b));
    }

    #[test]
    fn products_of_int16_are_tflms(x1: i16, x2: i16, scale in scale(-20, 0), output in wide_output()) {
        let mul = Mul { input1_offset: 0, input2_offset: 0, scale, output };
        let expected = finish(times(i32::from(x1) * i32::from(x2), scale), output);
        prop_assert_eq!(i64::from(mul.apply_to_int16(x1, x2)), expected);
    }

    #[test]
    fn functions_of_int16_are_tflms(
        x: i16, zero_point: i16, scale in scale(-9, 8), alpha in scale(-9, 3), negate_alpha: bool,
        output in wide_output(),
    ) {
        let input_zero_point = i32::from(zero_point);
        let difference = i32::from(x) - input_zero_point;
        let rescale = Rescale { input_zero_point, scale, output };
        prop_assert_eq!(i64::from(rescale.apply::<i16, i16>(x)), finish(times(difference, scale), output));
        let abs = Abs { input_zero_point, scale, output };
        prop_assert_eq!(i64::from(abs.apply(x)), finish(times(difference.abs(), scale), output));
        let leaky = LeakyRelu { input_zero_point, identity: scale, alpha, negate_alpha, output };
        let below = times(difference, alpha) * if negate_alpha { -1 } else { 1 };
        let scaled = if difference >= 0 { times(difference, scale) } else { below };
        prop_assert_eq!(i64::from(leaky.apply(x)), finish(scaled, output));
    }

    #[test]
    fn prelu_is_tflms(
        x: i8, wide: i16, by: i8, zero_points: [i8; 2], identity in scale(-9, 8), alpha in scale(-15, 6),
        output in output(), wide_output in wide_output(),
    ) {
        let [input_zero_point, alpha_zero_point] = zero_points.map(i32::from);
        let prelu = Prelu { input_zero_point, alpha_zero_point, identity, alpha, output };
        let of = |x: i32| match x >= 0 {
            true => times(x, identity),
            false => times(x * (i32::from(by) - alpha_zero_point), alpha),
        };
        let expected = finish(of(i32::from(x) - input_zero_point), output);
        prop_assert_eq!(i64::from(prelu.apply(x, by)), expected);
        let prelu = Prelu { input_zero_point: 0, output: wide_output, ..prelu };
        prop_assert_eq!(i64::from(prelu.apply(wide, by)), finish(of(wide.into()), wide_output));
    }

    #[test]
    fn squared_difference_is_tflms(
        x: [i8; 2], wide: [i16; 2], offsets: [i8; 2], input1 in scale(-7, -1), input2 in scale(-7, -1),
        output_scale in scale(-25, -1), output in output(), wide_output in wide_output(),
    ) {
        let [input1_offset, input2_offset] = offsets.map(i32::from);
        let function = SquaredDifference {
            input1_offset, input2_offset, left_shift: 7, input1, input2, output_scale, output,
        };
        let of = |a: i32, b: i32, function: SquaredDifference| {
            let a = times((a + function.input1_offset) << function.left_shift, input1);
            let b = times((b + function.input2_offset) << function.left_shift, input2);
            finish(times(((a - b) * (a - b)) as i32, output_scale), function.output)
        };
        let expected = of(x[0].into(), x[1].into(), function);
        prop_assert_eq!(i64::from(function.apply(x[0], x[1])), expected);
        let function = SquaredDifference {
            input1_offset: 0, input2_offset: 0, left_shift: 0, output: wide_output, ..function
        };
        let expected = of(wide[0].into(), wide[1].into(), function);
        prop_assert_eq!(i64::from(function.apply(wide[0], wide[1])), expected);
    }
}

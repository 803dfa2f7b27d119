use proptest::prelude::*;
use tiny_model_kernels::op::{Quantization, dequantize, quantize};

fn quantization() -> impl Strategy<Value = Quantization> {
    (1e-6..1e3f32, any::<i8>()).prop_map(|(scale, zero_point)| Quantization { scale, zero_point })
}

/// `AffineQuantize` with std's rounding, which equals C's.
fn tflm(x: f32, q: Quantization) -> i8 {
    let rounded = f64::from((x / q.scale).round());
    (rounded + f64::from(q.zero_point)).clamp(-128.0, 127.0) as i8
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn quantize_is_tflms(q in quantization(), x in prop::num::f32::NORMAL | prop::num::f32::ZERO) {
        let mut y = [0; 2];
        quantize(&[x, -x], &mut y, &q);
        prop_assert_eq!(y, [tflm(x, q), tflm(-x, q)]);
    }

    #[test]
    fn quantize_in_range_is_tflms(q in quantization(), steps in -300.0..300.0f32) {
        let mut y = [0];
        quantize(&[steps * q.scale], &mut y, &q);
        prop_assert_eq!(y, [tflm(steps * q.scale, q)]);
    }

    /// Ties and their neighbors, where rounding by adding one half is wrong.
    #[test]
    fn quantize_rounds_ties_away_from_zero(whole in -200..200i32, zero_point: i8) {
        let q = Quantization { scale: 1.0, zero_point };
        let tie = whole as f32 + 0.5;
        for x in [tie, tie.next_up(), tie.next_down()] {
            let mut y = [0];
            quantize(&[x], &mut y, &q);
            prop_assert_eq!(y, [tflm(x, q)]);
        }
    }

    #[test]
    fn dequantize_is_tflms(q in quantization(), x: i8) {
        let mut y = [0.0];
        dequantize(&[x], &mut y, &q);
        let wide = f64::from(q.scale) * f64::from(i32::from(x) - i32::from(q.zero_point));
        prop_assert_eq!(y[0].to_bits(), (wide as f32).to_bits());
    }
}

#[test]
fn every_float_has_a_value() {
    let q = Quantization {
        scale: 0.5,
        zero_point: -3,
    };
    let mut y = [0_i8; 4];
    quantize(
        &[f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MAX],
        &mut y,
        &q,
    );
    assert_eq!(y, [127, -128, -3, 127]);
}

//! Real bounds of an output as integers.

use tiny_model_kernels::requantize::Output;

use super::Quantization;
use crate::graph::Element;

/// The smallest and largest integer of a type.
pub fn limits(element: Element) -> [i32; 2] {
    match element {
        Element::I8 => [i8::MIN.into(), i8::MAX.into()],
        Element::U8 => [u8::MIN.into(), u8::MAX.into()],
        Element::I16 => [i16::MIN.into(), i16::MAX.into()],
        _ => [i32::MIN, i32::MAX],
    }
}

/// Zero point and range of an output between two real bounds: TFLM's `CalculateActivationRangeQuantized`.
pub fn range(
    element: Element,
    output: Quantization,
    low: Option<f32>,
    high: Option<f32>,
) -> Output {
    let zero_point = output.zero_point;
    let [least, most] = limits(element);
    // `as` saturates where TFLM would fail: the bound is then outside of the type anyway.
    let quantized = |real: f32| zero_point.saturating_add((real / output.scale).round() as i32);
    let min = low.map_or(least, |low| quantized(low).max(least));
    let max = high.map_or(most, |high| quantized(high).min(most));
    Output {
        zero_point,
        min,
        max,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_int8(output: Quantization, low: Option<f32>, high: Option<f32>) -> Output {
        range(Element::I8, output, low, high)
    }

    #[test]
    fn bounds_are_quantized_and_stay_in_int8() {
        let output = |scale, zero_point| Quantization { scale, zero_point };
        let relu6 = |q| of_int8(q, Some(0.0), Some(6.0));
        let expected = |zero_point, min, max| Output {
            zero_point,
            min,
            max,
        };
        assert_eq!(relu6(output(6.0 / 255.0, -128)), expected(-128, -128, 127));
        assert_eq!(relu6(output(0.1, -10)), expected(-10, -10, 50));
        assert_eq!(of_int8(output(0.1, 5), None, None), expected(5, -128, 127));
        // Ties round away from zero, as C's `round` does.
        assert_eq!(
            of_int8(output(2.0, 0), Some(-1.0), Some(1.0)),
            expected(0, -1, 1)
        );
        assert_eq!(relu6(output(1e-30, 0)), expected(0, 0, 127));
    }
}

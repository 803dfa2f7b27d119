//! Real bounds of an output as its elements.

use tiny_model_kernels::op::float::Range;
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

/// The real numbers that a fused activation lets through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    low: Option<f32>,
    high: Option<f32>,
}

impl Interval {
    /// No activation.
    pub const ALL: Self = Self {
        low: None,
        high: None,
    };
    /// RELU.
    pub const RELU: Self = Self {
        low: Some(0.0),
        high: None,
    };
    /// RELU6.
    pub const RELU6: Self = Self {
        low: Some(0.0),
        high: Some(6.0),
    };
    /// RELU_0_TO_1.
    pub const RELU_0_TO_1: Self = Self {
        low: Some(0.0),
        high: Some(1.0),
    };
    /// RELU_N1_TO_1.
    pub const RELU_N1_TO_1: Self = Self {
        low: Some(-1.0),
        high: Some(1.0),
    };

    /// Zero point and range of an output: TFLM's `CalculateActivationRangeQuantized`.
    pub fn integers(self, element: Element, output: Quantization) -> Output {
        let zero_point = output.zero_point;
        let [least, most] = limits(element);
        // `as` saturates where TFLM would fail: the bound is then outside of the type anyway.
        let quantized = |real: f32| zero_point.saturating_add((real / output.scale).round() as i32);
        let min = self.low.map_or(least, |low| quantized(low).max(least));
        let max = self.high.map_or(most, |high| quantized(high).min(most));
        Output {
            zero_point,
            min,
            max,
        }
    }

    /// The range of floats, which stays finite: TFLM's `CalculateActivationRange`.
    pub fn floats(self) -> Range {
        Range {
            min: self.low.unwrap_or(Range::FINITE.min),
            max: self.high.unwrap_or(Range::FINITE.max),
        }
    }

    /// The range of int32 without scales: TFLM's `CalculateActivationRange`.
    pub fn int32(self) -> [i32; 2] {
        [
            self.low.map_or(i32::MIN, |low| low as i32),
            self.high.map_or(i32::MAX, |high| high as i32),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_quantized_and_stay_in_int8() {
        let output = |scale, zero_point| Quantization { scale, zero_point };
        let relu6 = |q| Interval::RELU6.integers(Element::I8, q);
        let expected = |zero_point, min, max| Output {
            zero_point,
            min,
            max,
        };
        assert_eq!(relu6(output(6.0 / 255.0, -128)), expected(-128, -128, 127));
        assert_eq!(relu6(output(0.1, -10)), expected(-10, -10, 50));
        assert_eq!(
            Interval::ALL.integers(Element::I8, output(0.1, 5)),
            expected(5, -128, 127)
        );
        // Ties round away from zero, as C's `round` does.
        assert_eq!(
            Interval::RELU_N1_TO_1.integers(Element::I8, output(2.0, 0)),
            expected(0, -1, 1)
        );
        assert_eq!(relu6(output(1e-30, 0)), expected(0, 0, 127));
    }
}

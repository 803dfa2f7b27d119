//! Functions of one integer.

use tiny_model_kernels::op::{Abs, HardSwish, LeakyRelu, Logistic, Rescale, Rsqrt, Tanh};
use tiny_model_kernels::requantize::{Output, Scale};

use super::{Interval, Quantization, Unfit, factor, frexp, input_radius, scale};
use crate::graph::Element;

/// Integer bits of TFLM's fixed-point input to LOGISTIC and TANH.
const INTEGER_BITS: u32 = 4;

/// Input and output of a function.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// The input's quantization.
    pub input: Quantization,
    /// The output's quantization.
    pub output: Quantization,
    /// The type of the output's elements.
    pub element: Element,
}

impl Ends {
    /// The range of the output's type within an interval.
    pub fn range(&self, interval: Interval) -> Output {
        interval.integers(self.element, self.output)
    }

    /// From the input's integers to the output's.
    pub fn factor(&self) -> f64 {
        factor([self.input.scale], [self.output.scale])
    }

    /// Integers of the input as integers of the output, by a factor, in a range.
    ///
    /// # Errors
    /// A factor that is no [`scale`].
    pub fn rescale(&self, factor: f64, output: Output) -> Result<Rescale, Unfit> {
        Ok(Rescale {
            input_zero_point: self.input.zero_point,
            scale: scale(factor)?,
            output,
        })
    }

    /// ABS.
    ///
    /// # Errors
    /// A factor that is no [`scale`].
    pub fn abs(&self) -> Result<Abs, Unfit> {
        Ok(Abs {
            input_zero_point: self.input.zero_point,
            scale: scale(self.factor())?,
            output: self.range(Interval::ALL),
        })
    }

    /// RSQRT: TFLM's `SetRsqrtOutputMultiplier`. The root too is in f64.
    ///
    /// # Errors
    /// A factor that is no [`scale`].
    pub fn rsqrt(&self) -> Result<Rsqrt, Unfit> {
        let root = f64::from(self.input.scale).sqrt();
        let factor = 1.0 / (root * f64::from(self.output.scale));
        Ok(Rsqrt {
            input_zero_point: self.input.zero_point,
            scale: scale(factor)?,
            output: self.range(Interval::ALL),
        })
    }
}

/// LEAKY_RELU: TFLM's `CalculateOpDataLeakyRelu`.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn leaky_relu(ends: &Ends, alpha: f32) -> Result<LeakyRelu, Unfit> {
    let alpha = factor([ends.input.scale, alpha], [ends.output.scale]);
    Ok(LeakyRelu {
        input_zero_point: ends.input.zero_point,
        identity: scale(ends.factor())?,
        alpha: scale(alpha.abs())?,
        negate_alpha: alpha < 0.0,
        output: ends.range(Interval::ALL),
    })
}

/// LOGISTIC of int8.
pub fn logistic(input: Quantization) -> Logistic {
    let (scale, input_radius) = saturating(input);
    Logistic {
        input_zero_point: input.zero_point,
        input_radius,
        scale,
    }
}

/// TANH of int8.
pub fn tanh(input: Quantization) -> Tanh {
    let (scale, input_radius) = saturating(input);
    Tanh {
        input_zero_point: input.zero_point,
        input_radius,
        scale,
    }
}

/// LOGISTIC and TANH: the input's scale in Q4.27, and the magnitude from which on they saturate. TFLM's
/// `CalculateArithmeticOpDataLogistic`, without the fix-up of `QuantizeMultiplier`.
fn saturating(input: Quantization) -> (Scale, i32) {
    let factor = f64::from(input.scale) * f64::from(1 << (31 - INTEGER_BITS));
    let (significand, shift) = frexp(factor);
    let multiplier = (significand * f64::from(1u32 << 31)).round() as i32;
    let left_shift = shift.clamp(0, 31).unsigned_abs();
    let radius = i32::try_from(input_radius(INTEGER_BITS, left_shift)).unwrap_or(i32::MAX);
    (
        Scale {
            multiplier,
            shift: shift.clamp(-31, 31),
        },
        radius,
    )
}

/// HARD_SWISH: TFLM's `HardSwishPrepare`. Both constants are exact in f32.
///
/// # Errors
/// An output whose steps are finer than a 128th of the input's, or a factor that is no [`scale`].
pub fn hard_swish(ends: &Ends) -> Result<HardSwish, Unfit> {
    let fine_input = (1.0 / 128.0) * ends.input.scale;
    let reluish = 3.0 / 32_768.0;
    let output = scale(factor([fine_input], [ends.output.scale]))?;
    let reluish = scale(factor([fine_input], [reluish]))?;
    if output.shift > 0 {
        return Err(Unfit::FineHardSwish);
    }
    Ok(HardSwish {
        // Of int8 activations.
        input_zero_point: ends.input.zero_point as i16,
        output_zero_point: ends.output.zero_point as i16,
        output_multiplier: upper_half(output.multiplier),
        output_exponent: output.shift,
        reluish_multiplier: upper_half(reluish.multiplier),
        reluish_exponent: reluish.shift,
    })
}

/// TFLite's `DownScaleInt32ToInt16Multiplier`: rounded, saturating.
fn upper_half(multiplier: i32) -> i16 {
    (multiplier.saturating_add(1 << 15) >> 16) as i16
}

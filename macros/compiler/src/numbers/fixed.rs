//! Quantizations that some outputs always have.

use super::Quantization;

/// LOGISTIC and SOFTMAX, of int8.
pub const PROBABILITIES: Quantization = in_steps(256.0, -128);
/// SOFTMAX from int8 to int16.
pub const PROBABILITIES_OF_INT16: Quantization = in_steps(65_536.0, -32_768);
/// LOG_SOFTMAX.
pub const LOGARITHMS: Quantization = in_steps(16.0, 127);
/// TANH and L2_NORMALIZATION, of int8.
pub const Q0_7: Quantization = in_steps(128.0, 0);
/// LOGISTIC, TANH and SOFTMAX, of int16.
pub const Q0_15: Quantization = in_steps(32_768.0, 0);
/// The gates of an LSTM before their activations.
pub const Q3_12: Quantization = in_steps(4096.0, 0);

/// A quantization of a number of steps from 0 to 1.
const fn in_steps(steps: f32, zero_point: i32) -> Quantization {
    Quantization {
        scale: 1.0 / steps,
        zero_point,
    }
}

/// Returns whether a quantization is another with a scale that is a thousandth off at most: what TFLM's
/// `CalculateSoftmaxParams` takes for it.
pub fn is_near(found: Quantization, expected: Quantization) -> bool {
    let is_near = (found.scale - expected.scale).abs() <= 0.001 * expected.scale;
    is_near && found.zero_point == expected.zero_point
}

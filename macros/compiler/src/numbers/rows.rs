//! SOFTMAX and LOG_SOFTMAX.

use tiny_model_kernels::op;
use tiny_model_kernels::requantize::Scale;

use super::{Unfit, input_radius};

/// Integer bits of scaled differences: TFLM's `kScaledDiffIntegerBits`.
const INTEGER_BITS: u32 = 5;

/// LOG_SOFTMAX of an input's scale: TFLM's `PreprocessLogSoftmaxScalingExp`. `None` where it fails.
pub fn log_softmax(scale: f32) -> Option<op::LogSoftmax> {
    let exp = softmax(1.0, scale)?;
    let reverse =
        f64::from(1_u32 << 31_u32.checked_sub(exp.left_shift)?) / f64::from(exp.multiplier);
    Some(op::LogSoftmax {
        exp,
        reverse: super::scale(reverse)
            .ok()
            .filter(|scale| scale.shift <= 0)?,
    })
}

/// The scale of differences of int16, `β · scale` over `10 / 65535`, in f64: TFLM's `CalculateSoftmaxParams`.
///
/// # Errors
/// A factor that is no [`scale`](super::scale).
pub fn softmax_of_int16(beta: f32, scale: f32) -> Result<Scale, Unfit> {
    super::scale(f64::from(scale) * f64::from(beta) / (10.0 / 65_535.0))
}

/// SOFTMAX of an input's scale: TFLM's `PreprocessSoftmaxScaling`. `None` where it fails: a factor that is not above 1.
pub fn softmax(beta: f32, scale: f32) -> Option<op::Softmax> {
    let factor = f64::from(beta) * f64::from(scale) * f64::from(1 << (31 - INTEGER_BITS));
    // `min` makes NaN the largest factor.
    if factor.is_nan() || factor <= 1.0 {
        return None;
    }
    let scale = super::scale(factor.min(f64::from(i32::MAX))).ok()?;
    let left_shift = u32::try_from(scale.shift).ok()?;
    let diff_min = -i32::try_from(input_radius(INTEGER_BITS, left_shift)).ok()?;
    Some(op::Softmax {
        multiplier: scale.multiplier,
        left_shift,
        diff_min,
    })
}

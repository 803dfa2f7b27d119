//! MEAN and SUM.

use tiny_model_kernels::op;
use tiny_model_kernels::requantize::Scale;

use super::{Interval, Quantization, Unfit, factor, scale};
use crate::graph::Element;

/// MEAN of a number of elements.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn mean(element: Element, ends: [Quantization; 2], count: usize) -> Result<op::Mean, Unfit> {
    let sum = total(element, ends, count)?;
    Ok(op::Mean {
        scale: over_count(sum.scale, count),
        ..sum
    })
}

/// SUM of a number of elements.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn total(
    element: Element,
    [input, output]: [Quantization; 2],
    count: usize,
) -> Result<op::Mean, Unfit> {
    Ok(op::Mean {
        bias: (-input.zero_point).wrapping_mul(count as i32),
        scale: scale(factor([input.scale], [output.scale]))?,
        output: Interval::ALL.integers(element, output),
    })
}

/// A scale over a count, as TFLM's `QuantizedMeanOrSum` divides: truncating, after a shift that
/// keeps what significance there is.
fn over_count(scale: Scale, count: usize) -> Scale {
    let count = count as i64;
    let shift = (63 - count.leading_zeros() as i32)
        .min(32)
        .min(31 + scale.shift);
    // A scale below 2^−31 is 0 with the shift 0, so nothing here is shifted by a negative number.
    let multiplier = (i64::from(scale.multiplier) << shift.max(0)) / count;
    Scale {
        multiplier: multiplier as i32,
        shift: scale.shift - shift.max(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_divides_the_multiplier() {
        let scale = Scale {
            multiplier: 1 << 30,
            shift: 1,
        };
        assert_eq!(over_count(scale, 1), scale);
        assert_eq!(
            over_count(scale, 3),
            Scale {
                multiplier: 715_827_882,
                shift: 0
            }
        );
    }
}

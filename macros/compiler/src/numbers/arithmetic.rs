//! ADD, SUB, MUL, DIV, SQUARED_DIFFERENCE and PRELU.

use tiny_model_kernels::op;
use tiny_model_kernels::requantize::{Output, Scale};

use super::{Quantization, Unfit, factor, range, scale};
use crate::diagnostics::thousands;
use crate::graph::Element;

/// Bits that ADD and SUB shift inputs to the left: `left_shift` of TFLM's `OpDataAdd` for int8.
const LEFT_SHIFT: u32 = 20;
/// Those bits for int16.
const LEFT_SHIFT_OF_INT16: u32 = 15;
/// The bits of SQUARED_DIFFERENCE for int8; int16 is not shifted.
const LEFT_SHIFT_OF_SQUARES: u32 = 7;

/// ADD, and SUB: factors of both inputs and of the output, in f64.
///
/// # Errors
/// An output whose steps are finer than the terms.
pub fn sum(
    element: Element,
    [x1, x2, y]: [Quantization; 3],
    output: Output,
) -> Result<op::Add, Unfit> {
    let [s1, s2, s] = [x1, x2, y].map(|of| f64::from(of.scale));
    let twice_max = 2.0 * s1.max(s2);
    let left_shift = match element {
        Element::I16 => LEFT_SHIFT_OF_INT16,
        _ => LEFT_SHIFT,
    };
    let output_scale = twice_max / (f64::from(1 << left_shift) * s);
    if output_scale >= 1.0 {
        let times = thousands(1 << (left_shift - 1));
        return Err(Unfit(format!(
            "the scale of its output is {times} times smaller than its inputs', or more"
        )));
    }
    Ok(op::Add {
        input1_offset: -x1.zero_point,
        input2_offset: -x2.zero_point,
        input1: scale(s1 / twice_max)?,
        input2: scale(s2 / twice_max)?,
        output_scale: scale(output_scale)?,
        output,
    })
}

/// The factor from terms that are shifted to the left over twice their scale to an output of this scale.
///
/// # Errors
/// An output whose steps are finer than the terms.
pub fn output_of_terms(twice: f64, output: f32) -> Result<Scale, Unfit> {
    let factor = twice / (f64::from(1 << LEFT_SHIFT) * f64::from(output));
    if factor >= 1.0 {
        let what = "the scale of its output is more than 500,000 times smaller than its inputs'";
        return Err(Unfit(what.to_owned()));
    }
    scale(factor)
}

/// MUL, with the factor of its products.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn product([x1, x2]: [Quantization; 2], factor: f64, output: Output) -> Result<op::Mul, Unfit> {
    Ok(op::Mul {
        input1_offset: -x1.zero_point,
        input2_offset: -x2.zero_point,
        scale: scale(factor)?,
        output,
    })
}

/// DIV.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn quotient([x1, x2, y]: [Quantization; 3], output: Output) -> Result<op::Divide, Unfit> {
    Ok(op::Divide {
        input1_offset: -x1.zero_point,
        input2_offset: -x2.zero_point,
        scale: scale(factor([x1.scale], [x2.scale, y.scale]))?,
        output,
    })
}

/// SQUARED_DIFFERENCE: TFLM's `PrepareQuantized`.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn difference_of_squares(
    element: Element,
    [x1, x2, y]: [Quantization; 3],
) -> Result<op::SquaredDifference, Unfit> {
    let left_shift = match element {
        Element::I16 => 0,
        _ => LEFT_SHIFT_OF_SQUARES,
    };
    let twice_max = 2.0 * f64::from(x1.scale.max(x2.scale));
    let squares = twice_max * twice_max / f64::from((1 << (2 * left_shift)) as f32 * y.scale);
    Ok(op::SquaredDifference {
        input1_offset: -x1.zero_point,
        input2_offset: -x2.zero_point,
        left_shift,
        input1: scale(f64::from(x1.scale) / twice_max)?,
        input2: scale(f64::from(x2.scale) / twice_max)?,
        output_scale: scale(squares)?,
        output: range(element, y, None, None),
    })
}

/// PRELU: TFLM's `CalculatePreluParams`.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn prelu(element: Element, [x, alpha, y]: [Quantization; 3]) -> Result<op::Prelu, Unfit> {
    Ok(op::Prelu {
        input_zero_point: x.zero_point,
        alpha_zero_point: alpha.zero_point,
        identity: scale(factor([x.scale], [y.scale]))?,
        alpha: scale(factor([x.scale, alpha.scale], [y.scale]))?,
        output: range(element, y, None, None),
    })
}

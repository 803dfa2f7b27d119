//! Operators of two inputs, CUMSUM and ADD_N.

use tiny_model_kernels::op;
use tiny_model_kernels::requantize::Output;

use super::{Interval, Quantization, Unfit, factor, scale};
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
        return Err(Unfit::FineSum(1 << (left_shift - 1)));
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

/// CUMSUM and ADD_N of int8. TFLM's sums begin with one input of 0, whose zero point is subtracted.
///
/// # Errors
/// An output whose steps are finer than the terms.
pub fn sums([x, y]: [Quantization; 2]) -> Result<op::IntegerSum, Unfit> {
    let factor = 2.0 * f64::from(x.scale) / (f64::from(1 << LEFT_SHIFT) * f64::from(y.scale));
    if factor >= 1.0 {
        return Err(Unfit::FineSums);
    }
    Ok(op::IntegerSum {
        start: -x.zero_point << 19,
        input_offset: -x.zero_point,
        output_scale: scale(factor)?,
        output: Interval::ALL.integers(Element::I8, y),
    })
}

/// A comparison of int8: TFLM's `ComparisonsPrepare`.
///
/// # Errors
/// A scale of 1 or more.
pub fn comparison(
    relation: op::Relation,
    inputs: [Quantization; 2],
) -> Result<op::CompareScaled, Unfit> {
    let [x1, x2] = inputs;
    if x1.scale >= 1.0 || x2.scale >= 1.0 {
        return Err(Unfit::CoarseComparison);
    }
    Ok(op::CompareScaled {
        relation,
        input1_offset: -x1.zero_point,
        input2_offset: -x2.zero_point,
        input1: scale(x1.scale.into())?,
        input2: scale(x2.scale.into())?,
    })
}

/// MUL. Of uint8, which LiteRT alone has, its `Prepare` computes the factor in f32.
///
/// # Errors
/// A factor that is no [`scale`].
pub fn product(
    [x1, x2, y]: [Quantization; 3],
    was_uint8: bool,
    output: Output,
) -> Result<op::Mul, Unfit> {
    Ok(op::Mul {
        input1_offset: -x1.zero_point,
        input2_offset: -x2.zero_point,
        scale: scale(match was_uint8 {
            true => f64::from(x1.scale * x2.scale / y.scale),
            false => factor([x1.scale, x2.scale], [y.scale]),
        })?,
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
        output: Interval::ALL.integers(element, y),
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
        output: Interval::ALL.integers(element, y),
    })
}

//! UNIDIRECTIONAL_SEQUENCE_LSTM of integers.

use tiny_model_kernels::op::LstmCell;
use tiny_model_kernels::requantize::Scale;

use super::layer::MOST_SHIFT;
use super::scaling::tanh_of_cells;
use super::{Interval, Q0_15, Q3_12, Quantization, Unfit, factor, scale};
use crate::graph::Element;

/// The scale of a gate's products of an input, or of the hidden state, with weights: TFLM's
/// `PrepareGateParametersInteger`. Sums of inputs of int16 are of int64.
///
/// # Errors
/// A factor that is no [`scale`], or too large for sums in int64.
pub fn gate(element: Element, input: f32, weights: f32) -> Result<Scale, Unfit> {
    let factor = factor([input, weights], [Q3_12.scale]);
    let scale = scale(factor)?;
    match element == Element::I16 && scale.shift > MOST_SHIFT {
        true => Err(Unfit::Gates(factor)),
        false => Ok(scale),
    }
}

/// What follows the gates, for a hidden state of elements of a type: TFLM's `PrepareGateParametersInteger` and
/// `CreateLstmCellStateInfo`.
///
/// # Errors
/// A factor that is no [`scale`], or a scale of the cells that is out of range.
pub fn cells(
    element: Element,
    [hidden, cell]: [Quantization; 2],
    clip: f32,
) -> Result<LstmCell, Unfit> {
    let [activated, h, c] = [Q0_15, hidden, cell].map(|of| of.scale);
    Ok(LstmCell {
        tanh: tanh_of_cells(c)?,
        forget: scale(factor([activated, c], [c]))?,
        input: scale(factor([activated, activated], [c]))?,
        output: scale(factor([activated, activated], [h]))?,
        hidden: Interval::ALL.integers(element, hidden),
        clip: match clip > 0.0 {
            true => factor([clip], [c]).min(f64::from(i16::MAX)) as i32,
            false => 1 << 15,
        },
    })
}

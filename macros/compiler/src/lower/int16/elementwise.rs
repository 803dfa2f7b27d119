//! Functions of one int16.

use tflite_schema::TensorType;
use tiny_model_kernels::interpolate::Scaling;

use super::super::Problem;
use super::super::node::Node;
use super::super::types::lower_case;
use crate::graph::{Element, Kind, Map, MapFunction};
use crate::numbers::{Quantization, nearest_power_of_two};

/// What LOGISTIC and TANH of int16 always write.
const Q0_15: Quantization = Quantization {
    scale: 1.0 / 32_768.0,
    zero_point: 0,
};

/// Adds a function of one integer.
pub(in crate::lower) fn map(node: &mut Node<'_>, function: MapFunction) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_len(y, "output", x.len())?;
    let elements = [element(x.tensor.ty), element(y.tensor.ty)];
    node.emit(Kind::Map(Map { function, elements }), &[x], y);
    Ok(())
}

/// The element of a type of integers that there are kernels for.
pub(in crate::lower) fn element(ty: TensorType) -> Element {
    super::super::element(ty).unwrap_or(Element::I8)
}

pub(in crate::lower) fn logistic(node: &mut Node<'_>) -> Result<(), Problem> {
    let scaling = scaling(node, &[0])?;
    map(node, MapFunction::Logistic(scaling))
}

pub(in crate::lower) fn tanh(node: &mut Node<'_>) -> Result<(), Problem> {
    let scaling = scaling(node, &[0, 1])?;
    map(node, MapFunction::Tanh(scaling))
}

/// The input as the table's: TFLM's `CalculateArithmeticOpDataLogistic` and `CalculateArithmeticOpData`
/// of TANH. A scale of `2^(exact − 12)` is taken as it is, for those `exact`; others are multiplied by
/// 15 bits that are cut off.
fn scaling(node: &Node<'_>, exact: &[i32]) -> Result<Scaling, Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let scale = node.symmetric(x)?.scale;
    node.expect_quantization(y, Q0_15)?;
    let (power, is_exact) = nearest_power_of_two(scale);
    let shift = power + 12;
    if is_exact && exact.contains(&shift) {
        return Ok(Scaling {
            multiplier: 3 << shift,
            shift: 0,
        });
    }
    let mut multiplier = f64::from(scale) * 4096.0 * 3.0;
    let mut shift = 0;
    while multiplier <= 32_767.0 / 2.0 && shift <= 30 {
        shift += 1;
        multiplier *= 2.0;
    }
    if multiplier > 32_767.0 {
        let ty = lower_case(TensorType::INT16);
        let what = format!("the scale of its {ty} input is {scale:e}, which is too large");
        return Err(crate::diagnostics::model::scale_ratio(node.place(), &what));
    }
    Ok(Scaling {
        multiplier: multiplier as i32,
        shift,
    })
}

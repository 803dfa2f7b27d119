//! SVDF.

use tflite_schema::{Activation, Options};
use tiny_model_kernels::op;

use super::node::{Node, Operand};
use super::weights::row_sums;
use super::{Problem, element};
use crate::diagnostics::model as text;
use crate::graph::{Element, Kind, Svdf};
use crate::numerics::Quantization;

/// The largest difference of the bias's scale from that of the sums that TFLM accepts.
const BIAS_SCALE: f64 = 1e-5;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Svdf(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, features) = (node.input(0, "input")?, node.input(1, "feature weights")?);
    let (time, bias) = (node.input(2, "time weights")?, node.input(3, "bias")?);
    let (state, y) = (node.variable(4, "state")?, node.output()?);
    let (&[filters, inputs], &[of_time, memory]) = (features.shape(), time.shape()) else {
        return Err(node.mismatch(
            features,
            "feature weights",
            "must have two dimensions, as those of time",
        ));
    };
    let rank = usize::try_from(options.rank).unwrap_or(0);
    if rank == 0 || !filters.is_multiple_of(rank) || of_time != filters {
        let says = format!(
            "must have filters for units of rank {}, as many as those of time",
            options.rank
        );
        return Err(node.mismatch(features, "feature weights", &says));
    }
    let units = filters / rank;
    let batch = x.len().checked_div(inputs).unwrap_or(0);
    node.expect_len(x, "input", batch * inputs)?;
    node.expect_len(y, "output", batch * units)?;
    node.expect_len(state, "state", batch * filters * memory)?;
    let weights = node.weights(features, "feature weights")?.values;
    let input = node.quantization(x)?;
    let svdf = Svdf {
        batch,
        inputs,
        rank,
        units,
        memory,
        offsets: node.bias(None, input, &row_sums(&weights, inputs))?,
        features: weights,
        element: entries(node, state)?,
        time: time_weights(node, time, state)?,
        bias: node.bias(
            Some(bias),
            Quantization {
                zero_point: 0,
                ..input
            },
            &vec![0; units],
        )?,
        arithmetic: arithmetic(node, [x, features, time, bias, state, y])?,
    };
    node.emit_with_state(Kind::Svdf(svdf), &[x], &[state], y);
    Ok(())
}

/// The type of the state.
fn entries(node: &Node<'_>, state: Operand<'_>) -> Result<Element, Problem> {
    match element(state.tensor.ty) {
        Some(element @ (Element::I8 | Element::I16)) => Ok(element),
        _ => Err(node.mismatch(state, "state", "must be int8 or int16")),
    }
}

/// The weights over time, which have the type of the state.
fn time_weights(
    node: &Node<'_>,
    time: Operand<'_>,
    state: Operand<'_>,
) -> Result<Vec<u8>, Problem> {
    node.expect_type(time, "time weights", state.tensor.ty)?;
    Ok(node.constant(time, "time weights")?.to_vec())
}

/// Scales as TFLM's `PrepareSvdf` computes them: products and quotients in f32.
fn arithmetic(
    node: &Node<'_>,
    [x, features, time, bias, state, y]: [Operand<'_>; 6],
) -> Result<op::Svdf, Problem> {
    let scale_of =
        |operand: Operand<'_>, role: &str| match node.weight_scales(operand, role, 1, 0)? {
            &[scale] => Ok(scale),
            _ => Err(node.mismatch(operand, role, "must have one scale")),
        };
    let [input, kept, output] = [
        node.quantization(x)?,
        node.quantization(state)?,
        node.quantization(y)?,
    ];
    let feature = scale_of(features, "feature weights")?;
    let over_time = scale_of(time, "time weights")?;
    let sums = f64::from(kept.scale * over_time);
    if (f64::from(scale_of(bias, "bias")?) - sums).abs() >= BIAS_SCALE {
        let says = format!("must have the scale {sums:e}, state times time weights");
        return Err(node.mismatch(bias, "bias", &says));
    }
    Ok(op::Svdf {
        feature_scale: node.scale(f64::from(input.scale * feature / kept.scale))?,
        zero_point: kept.zero_point,
        scale: node.scale(f64::from(kept.scale * over_time / output.scale))?,
        output: node.activated(Activation::None, output)?,
    })
}

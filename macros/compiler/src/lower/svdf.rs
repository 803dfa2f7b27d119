//! SVDF.

use tflite_schema::{Options, TensorType};
use tiny_model_kernels::op;

use super::float::reads_float;
use super::node::{Node, Operand};
use super::{Problem, element};
use crate::diagnostics::model as text;
use crate::graph::{Element, Filters, Kind, Svdf};
use crate::numbers::{self, folded, row_sums};

/// Lengths of the tensors of an SVDF.
struct Sizes {
    batch: usize,
    inputs: usize,
    rank: usize,
    units: usize,
    memory: usize,
}

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Svdf(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, features) = (node.input(0, "input")?, node.input(1, "feature weights")?);
    let (time, state) = (node.input(2, "time weights")?, node.variable(4, "state")?);
    let y = node.output()?;
    let sizes = sizes(node, usize::try_from(options.rank).unwrap_or(0))?;
    let filters = match reads_float(node, 0) {
        true => {
            node.expect_type(state, "state", TensorType::FLOAT32)?;
            Filters::Float {
                features: node.floats(features, "feature weights")?,
                time: node.floats(time, "time weights")?,
                bias: node.float_bias(node.optional(3), sizes.units)?,
                output: node.interval(options.fused_activation_function)?.floats(),
            }
        }
        false => integer_filters(node, [x, features, time, state, y], &sizes)?,
    };
    let svdf = Svdf {
        batch: sizes.batch,
        inputs: sizes.inputs,
        rank: sizes.rank,
        units: sizes.units,
        memory: sizes.memory,
        filters,
    };
    node.emit_with_state(Kind::Svdf(svdf), &[x], &[state], y);
    Ok(())
}

fn integer_filters<'a>(
    node: &Node<'a>,
    [x, features, time, state, y]: [Operand<'a>; 5],
    sizes: &Sizes,
) -> Result<Filters, Problem> {
    let bias = node.input(3, "bias")?;
    let weights = node.symmetric_weights(features, "feature weights")?.values;
    let input = node.quantization(x)?;
    let kept = node.quantization(state)?;
    let element = entries(node, state)?;
    let over_time = time_weights(node, time, state)?;
    let (rows, units) = (
        row_sums(weights.iter().copied().map(i32::from), sizes.inputs),
        time_sums(&over_time, element, sizes.rank * sizes.memory),
    );
    Ok(Filters::Int8 {
        offsets: folded(&vec![0; rows.len()], input, &rows),
        features: weights,
        element,
        time: over_time,
        bias: folded(&node.int32_bias(Some(bias), units.len())?, kept, &units),
        arithmetic: arithmetic(node, [x, features, time, bias, state, y])?,
    })
}

/// What all tensors agree on.
fn sizes(node: &Node<'_>, rank: usize) -> Result<Sizes, Problem> {
    let (x, features) = (node.input(0, "input")?, node.input(1, "feature weights")?);
    let (time, state) = (node.input(2, "time weights")?, node.variable(4, "state")?);
    let (&[filters, inputs], &[of_time, memory]) = (features.shape(), time.shape()) else {
        return Err(node.mismatch(
            features,
            "feature weights",
            "must have two dimensions, as those of time",
        ));
    };
    if rank == 0 || !filters.is_multiple_of(rank) || of_time != filters {
        let says = format!("must have filters for units of rank {rank}, as many as those of time");
        return Err(node.mismatch(features, "feature weights", &says));
    }
    let units = filters / rank;
    let batch = x.len().checked_div(inputs).unwrap_or(0);
    node.expect_len(x, "input", batch * inputs)?;
    if state.shape().len() != 2 {
        return Err(node.mismatch(state, "state", "must have two dimensions"));
    }
    node.expect_elements(node.output()?, &[batch, units])?;
    node.expect_len(state, "state", batch * filters * memory)?;
    Ok(Sizes {
        batch,
        inputs,
        rank,
        units,
        memory,
    })
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

/// Sums of rows of little-endian weights over time.
fn time_sums(time: &[u8], element: Element, row: usize) -> Vec<i32> {
    let values: Vec<i32> = match element {
        Element::I8 => time.iter().map(|&w| w.cast_signed().into()).collect(),
        _ => {
            let values = time.as_chunks().0.iter();
            values.map(|&w| i16::from_le_bytes(w).into()).collect()
        }
    };
    row_sums(values, row)
}

/// Its scales.
fn arithmetic(
    node: &Node<'_>,
    [x, features, time, bias, state, y]: [Operand<'_>; 6],
) -> Result<op::Svdf, Problem> {
    let scale_of =
        |operand: Operand<'_>, role: &str| match node.weight_scales(operand, role, 1, 0)? {
            &[scale] => Ok(scale),
            _ => Err(node.mismatch(operand, role, "must have one scale")),
        };
    let quantizations @ [_, kept, _] = [
        node.quantization(x)?,
        node.quantization(state)?,
        node.quantization(y)?,
    ];
    let feature = scale_of(features, "feature weights")?;
    let over_time = scale_of(time, "time weights")?;
    let of_bias = scale_of(bias, "bias")?;
    numbers::expect_bias_of_svdf(of_bias, kept.scale, over_time).map_err(|sums| {
        let says = format!("must have the scale {sums:e}, state times time weights");
        node.mismatch(bias, "bias", &says)
    })?;
    node.fits(numbers::svdf(quantizations, [feature, over_time]))
}

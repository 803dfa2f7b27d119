//! FULLY_CONNECTED.

use tflite_schema::{Options, WeightsFormat};
use tiny_model_kernels::op::Shape;

use super::Problem;
use super::float::reads_float;
use super::layer::Parts;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::graph::Form;
use crate::numbers;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::FullyConnected(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    if options.weights_format != WeightsFormat::Default {
        return Err(text::unsupported_option(
            node.place(),
            "shuffled format of weights",
        ));
    }
    let (x, matrix, y) = (
        node.input(0, "input")?,
        node.input(1, "weights")?,
        node.output()?,
    );
    let &[outputs, inputs] = matrix.shape() else {
        return Err(node.mismatch(matrix, "weights", "must have two dimensions"));
    };
    if !x.len().is_multiple_of(inputs) {
        let says = format!("must consist of rows of {inputs}, as the weights do");
        return Err(node.mismatch(x, "input", &says));
    }
    let batch = x.len() / inputs;
    let shape = match x.shape().split_last() {
        Some((&last, outer)) if options.keep_num_dims && last == inputs => {
            [outer, &[outputs]].concat()
        }
        _ => vec![batch, outputs],
    };
    node.expect_elements(y, &shape)?;
    if !reads_float(node, 0) {
        check_bias(node, [x, matrix, y], outputs)?;
    }
    node.emit_layer(&Parts {
        form: Form::FullyConnected,
        shape: Shape::fully_connected(batch, inputs, outputs),
        x,
        weights: (matrix, "weights"),
        bias: node.optional(2),
        y,
        activation: options.fused_activation_function,
        bias_type: options.quantized_bias_type,
        is_asymmetric: options.asymmetric_quantize_inputs,
    })
}

/// Refuses a bias whose scale is not that of the sums it is added to.
fn check_bias(
    node: &Node<'_>,
    [x, matrix, y]: [Operand<'_>; 3],
    outputs: usize,
) -> Result<(), Problem> {
    let [input, output] = [node.quantization(x)?.scale, node.quantization(y)?.scale];
    let scales = node.weight_scales(matrix, "weights", outputs, 0)?;
    let (&[weights], Some(bias)) = (scales, node.optional(2)) else {
        return Ok(());
    };
    let quantization = bias.tensor.quantization.as_ref();
    let Some(&scale) = quantization.and_then(|quantization| quantization.scale.first()) else {
        return Ok(());
    };
    numbers::expect_bias_of_sums(scale, [input, weights, output]).map_err(|sums| {
        let says = format!("must have the scale {sums:e}, input times weights, not {scale:e}");
        let owner = Owner::Operator(node.place(), "bias");
        text::quantization(owner, bias.named(), &says)
    })
}

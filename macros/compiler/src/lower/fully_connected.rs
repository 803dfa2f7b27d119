//! FULLY_CONNECTED.

use tflite_schema::{Options, WeightsFormat};
use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::layer::Layer;

use super::Problem;
use super::asymmetric::has_uint8_weights;
use super::convolution::sizes;
use super::float::{HybridParts, has_int8_weights, reads_float};
use super::int16::{Parts, reads_int16};
use super::node::Node;
use super::weights::row_sums;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::graph::{Affine, Float, FullyConnected, HybridLayer, Int16, Kind};
use crate::numerics::factor;

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
    node.expect_len(y, "output", batch * outputs)?;
    let activation = options.fused_activation_function;
    if reads_float(node, 0) && has_int8_weights(node) {
        let hybrid = node.hybrid(HybridParts {
            layer: HybridLayer::FullyConnected(batch),
            weights: (matrix, "weights"),
            channels: (outputs, 0),
            activation,
            is_asymmetric: options.asymmetric_quantize_inputs,
        })?;
        node.emit(Kind::Float(Float::Hybrid(hybrid)), &[x], y);
        return Ok(());
    }
    if reads_float(node, 0) {
        let dense = node.dense((matrix, "weights"), outputs, activation)?;
        node.emit(Kind::Float(Float::FullyConnected(batch, dense)), &[x], y);
        return Ok(());
    }
    let [input, output] = [node.quantization(x)?, node.quantization(y)?];
    let scales = node.weight_scales(matrix, "weights", outputs, 0)?;
    if let &[scale] = scales {
        check_bias(node, input.scale, scale, output.scale)?;
    }
    let scales = node.channel_scales(scales, [input, output])?;
    if reads_int16(node) {
        let parts = Parts {
            x,
            weights: (matrix, "weights"),
            bias: node.optional(2),
            y,
            activation,
            bias_type: options.quantized_bias_type,
            takes_int16_bias: false,
        };
        let layer = node.int16_layer(of_rows(batch, inputs, outputs), &parts, scales)?;
        node.emit(Kind::Int16(Int16::Conv2d(layer)), &[x], y);
        return Ok(());
    }
    if has_uint8_weights(node) {
        let sizes = of_rows(batch, inputs, outputs);
        let factor = |[x, weights, y]: [f32; 3]| factor([x, weights], [y]);
        let weights = (matrix, "weights");
        let layer = node.asymmetric_layer(sizes, weights, [x, y], activation, factor)?;
        node.emit(Kind::AsymmetricFullyConnected(layer), &[x], y);
        return Ok(());
    }
    let weights = node.weights(matrix, "weights")?;
    let bias = node.bias(node.optional(2), input, &row_sums(&weights.values, inputs))?;
    let layer = FullyConnected {
        batch,
        inputs,
        outputs,
        weights,
        affine: Affine {
            bias,
            scales,
            output: node.activated(activation, output)?,
        },
    };
    node.emit(Kind::FullyConnected(layer), &[x], y);
    Ok(())
}

/// The layer as a convolution over a column of rows.
fn of_rows(batch: usize, inputs: usize, outputs: usize) -> Layer {
    sizes(Shape::fully_connected(batch, inputs, outputs))
}

/// Refuses a bias whose scale is not that of the sums it is added to, which TFLM's
/// `GetQuantizedConvolutionMultipler` refuses too: a fiftieth of an output step is taken for none.
fn check_bias(node: &Node<'_>, input: f32, weights: f32, output: f32) -> Result<(), Problem> {
    let Some(bias) = node.optional(2) else {
        return Ok(());
    };
    let quantization = bias.tensor.quantization.as_ref();
    let Some(&scale) = quantization.and_then(|quantization| quantization.scale.first()) else {
        return Ok(());
    };
    let sums = f64::from(input) * f64::from(weights);
    if (sums - f64::from(scale)).abs() <= 0.02 * f64::from(output) {
        return Ok(());
    }
    let sums = sums as f32;
    let says = format!("must have the scale {sums:e}, input times weights, not {scale:e}");
    let owner = Owner::Operator(node.place(), "bias");
    Err(text::quantization(owner, bias.named(), &says))
}

//! FULLY_CONNECTED.

use tflite_schema::{Options, WeightsFormat};

use super::Problem;
use super::node::Node;
use super::weights::row_sums;
use crate::diagnostics::model as text;
use crate::graph::{Affine, FullyConnected, Kind, Scales};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::FullyConnected(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    if options.weights_format != WeightsFormat::Default {
        return Err(text::option(
            node.place(),
            "its shuffled weights are not supported",
        ));
    }
    let (x, matrix, y) = (
        node.input(0, "input")?,
        node.input(1, "weights")?,
        node.output()?,
    );
    let &[outputs, inputs] = matrix.shape() else {
        let what = "its weights have two dimensions";
        return Err(text::shapes(node.place(), what, matrix.named()));
    };
    if !x.len().is_multiple_of(inputs) {
        let what = format!("its input has rows of {inputs}");
        return Err(text::shapes(node.place(), &what, x.named()));
    }
    let batch = x.len() / inputs;
    node.expect_len(y, batch * outputs)?;
    let [input, output] = [node.quantization(x)?, node.quantization(y)?];
    let weights = node.weights(matrix)?;
    let bias = node.bias(node.optional(2), input, &row_sums(&weights.values, inputs))?;
    let scales = node.weight_scales(matrix, outputs, 0)?;
    let range = node.activated(options.fused_activation_function, output)?;
    let affine = match scales {
        // TFLM's `GetQuantizedConvolutionMultipler` multiplies in f32, unlike that of convolutions.
        &[scale] => {
            check_bias(node, input.scale, scale, output.scale)?;
            let factor = f64::from(input.scale * scale) / f64::from(output.scale);
            Affine {
                bias,
                scales: Scales::PerTensor(node.scale(factor)?),
                output: range,
            }
        }
        scales => node.affine(bias, scales, [input, output], range)?,
    };
    let layer = FullyConnected {
        batch,
        inputs,
        outputs,
        weights,
        affine,
    };
    node.emit(Kind::FullyConnected(layer), &[x], y);
    Ok(())
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
    let what =
        format!("its scale is {scale}, but that of its input times its weights is {sums:.4e}");
    Err(text::quantization(node.place(), bias.named(), &what))
}

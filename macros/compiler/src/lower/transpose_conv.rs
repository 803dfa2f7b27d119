//! TRANSPOSE_CONV.

use tflite_schema::{Options, TensorType, TransposeConvOptions};
use tiny_model_kernels::op::layer::Layer as Sizes;

use super::Problem;
use super::int16::Parts;
use super::node::{Node, Operand};
use super::window;
use crate::diagnostics::model as text;
use crate::graph::{Arithmetic, Element, Kind, Layer};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::TransposeConv(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (filters, x, y) = (
        node.input(1, "filters")?,
        node.input(2, "input")?,
        node.output()?,
    );
    let sizes = sizes(node, options, [filters, x, y])?;
    let layer = match x.tensor.ty {
        TensorType::FLOAT32 => float(node, options, sizes, filters)?,
        TensorType::INT16 => int16(node, options, sizes, [filters, x, y])?,
        _ => int8(node, options, sizes, [filters, x, y])?,
    };
    node.emit(Kind::TransposeConv(layer), &[x], y);
    Ok(())
}

/// The sizes; the window goes over the output, and its padding is cut off there.
fn sizes(
    node: &Node<'_>,
    options: &TransposeConvOptions,
    [filters, x, y]: [Operand<'_>; 3],
) -> Result<Sizes, Problem> {
    let [input, output] = [node.nhwc(x, "input")?, node.nhwc(y, "output")?];
    let [channels, height, width, depth] = node.nhwc(filters, "filters")?;
    if depth != input[3] {
        let says = format!("must have {} channels, as the input has", input[3]);
        return Err(node.mismatch(filters, "filters", &says));
    }
    let shape: Vec<i64> = output.iter().map(|&length| length as i64).collect();
    if [output[0], output[3]] != [input[0], channels] || node.integers(0, "output shape")? != shape
    {
        let says = "must have the shape that the first input says, the input's batch, and the filters' channels";
        return Err(node.mismatch(y, "output", says));
    }
    let window = window::Options {
        padding: options.padding,
        kernel: [height, width],
        stride: [options.stride_h, options.stride_w],
        dilation: [1, 1],
    };
    Ok(Sizes {
        input,
        output,
        kernel: [height, width],
        window: node.transposed_window(&window, output)?,
        groups: 1,
    })
}

fn int8<'a>(
    node: &Node<'a>,
    options: &TransposeConvOptions,
    sizes: Sizes,
    [filters, x, y]: [Operand<'a>; 3],
) -> Result<Layer, Problem> {
    let channels = sizes.output[3];
    node.expect_type(filters, "filters", TensorType::INT8)?;
    let weights = node.weights(filters, "filters")?.values;
    let scales = node.weight_scales(filters, "filters", channels, 0)?;
    let quantizations = [node.quantization(x)?, node.quantization(y)?];
    let [input, output] = quantizations;
    // The zero point is not folded: outputs near the border have fewer products.
    let unfolded = crate::numerics::Quantization {
        zero_point: 0,
        ..input
    };
    Ok(Layer {
        sizes,
        weights: weights.iter().map(|w| w.cast_unsigned()).collect(),
        element: Element::I8,
        arithmetic: Arithmetic::Int8 {
            zero_points: [input.zero_point, 0],
            bias: node.bias(node.optional(3), unfolded, &vec![0; channels])?,
            scales: node.channel_scales(scales, quantizations)?,
            output: node.activated(options.fused_activation_function, output)?,
        },
    })
}

fn int16<'a>(
    node: &Node<'a>,
    options: &TransposeConvOptions,
    sizes: Sizes,
    [filters, x, y]: [Operand<'a>; 3],
) -> Result<Layer, Problem> {
    let parts = Parts {
        x,
        weights: (filters, "filters"),
        // A bias of int32 is read as int32, whatever the options say. TFLM always reads it as int64, and so does
        // LiteRT where the options leave its type out: beyond its end, with bytes of whatever lies there.
        bias: node.optional(3),
        y,
        activation: options.fused_activation_function,
        // TFLM's sums are of int64 whatever the options say.
        bias_type: TensorType::INT64,
        takes_int16_bias: true,
    };
    let scales = node.weight_scales(filters, "filters", sizes.output[3], 0)?;
    let quantizations = [node.quantization(x)?, node.quantization(y)?];
    node.int16_layer(sizes, &parts, node.channel_scales(scales, quantizations)?)
}

fn float<'a>(
    node: &Node<'a>,
    options: &TransposeConvOptions,
    sizes: Sizes,
    filters: Operand<'a>,
) -> Result<Layer, Problem> {
    node.expect_type(filters, "filters", TensorType::FLOAT32)?;
    let bias = match node.optional(3) {
        Some(bias) => node.floats(bias, "bias")?,
        None => Vec::new(),
    };
    if let Some(operand) = node.optional(3).filter(|_| bias.len() != sizes.output[3]) {
        let says = format!("must have {} values, one a channel", sizes.output[3]);
        return Err(node.mismatch(operand, "bias", &says));
    }
    Ok(Layer {
        sizes,
        weights: node.constant(filters, "filters")?.to_vec(),
        element: Element::F32,
        arithmetic: Arithmetic::Float {
            bias,
            output: node.float_range(options.fused_activation_function)?,
        },
    })
}

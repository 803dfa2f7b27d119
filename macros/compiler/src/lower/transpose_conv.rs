//! TRANSPOSE_CONV.

use tflite_schema::{Options, TensorType, TransposeConvOptions};
use tiny_model_kernels::op::Shape;

use super::Problem;
use super::layer::Parts;
use super::node::{Node, Operand};
use super::shapes::lengths;
use super::window::WindowOptions;
use crate::diagnostics::model as text;
use crate::graph::Form;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::TransposeConv(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (filters, x, y) = (
        node.input(1, "filters")?,
        node.input(2, "input")?,
        node.output()?,
    );
    let parts = Parts {
        form: Form::TransposeConv,
        shape: shape(node, options, [filters, x, y])?,
        x,
        weights: (filters, "filters"),
        bias: node.optional(3),
        y,
        activation: options.fused_activation_function,
        // TFLM's sums of int16 are of int64 whatever the options say.
        bias_type: TensorType::INT64,
        is_asymmetric: false,
    };
    node.emit_layer(&parts)
}

/// The geometry; the window goes over the output, and its padding is cut off there.
fn shape(
    node: &Node<'_>,
    options: &TransposeConvOptions,
    [filters, x, y]: [Operand<'_>; 3],
) -> Result<Shape, Problem> {
    let sizes = node.integers(0, "output shape")?;
    node.settle(y, &lengths(&sizes))?;
    let [input, output] = [node.nhwc(x, "input")?, node.nhwc(y, "output")?];
    let [channels, height, width, depth] = node.nhwc(filters, "filters")?;
    if depth != input[3] {
        let says = format!("must have {} channels, as the input has", input[3]);
        return Err(node.mismatch(filters, "filters", &says));
    }
    let says: Vec<i64> = output.iter().map(|&length| length as i64).collect();
    if [output[0], output[3]] != [input[0], channels] || sizes != says {
        let says = "must have the shape that the first input says, the input's batch, and the filters' channels";
        return Err(node.mismatch(y, "output", says));
    }
    let window = WindowOptions {
        padding: options.padding,
        kernel: [height, width],
        stride: [options.stride_h, options.stride_w],
        dilation: [1, 1],
    };
    Ok(Shape {
        input,
        output,
        kernel: [height, width],
        window: node.transposed_window(&window, output)?,
        groups: 1,
    })
}

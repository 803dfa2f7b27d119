//! CONV_2D, with groups where the filters have fewer channels than the input.

use tflite_schema::{Conv2DOptions, Options};
use tiny_model_kernels::op::Shape;

use super::Problem;
use super::layer::Parts;
use super::node::{Node, Operand};
use super::window::WindowOptions;
use crate::diagnostics::model as text;
use crate::graph::Form;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Conv2D(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = ConvOperands::of(node)?;
    let ([.., depth], [channels, .., group]) = (operands.input, operands.filter);
    let groups = depth / group.max(1);
    if groups == 0 || groups * group != depth || !channels.is_multiple_of(groups) {
        let says = format!("cannot divide {depth} input channels into groups of {group}");
        return Err(node.mismatch(operands.filters, "filters", &says));
    }
    emit(node, options, &operands, (Form::Conv2d, groups))
}

/// What a convolution reads and writes.
pub(super) struct ConvOperands<'a> {
    x: Operand<'a>,
    pub(super) filters: Operand<'a>,
    y: Operand<'a>,
    /// Shape of `x`.
    pub(super) input: [usize; 4],
    /// Shape of `filters`.
    pub(super) filter: [usize; 4],
}

impl<'a> ConvOperands<'a> {
    pub(super) fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x, filters, y) = (
            node.input(0, "input")?,
            node.input(1, "filters")?,
            node.output()?,
        );
        let (input, filter) = (node.nhwc(x, "input")?, node.nhwc(filters, "filters")?);
        Ok(Self {
            x,
            filters,
            y,
            input,
            filter,
        })
    }
}

/// Adds the convolution, once the filters' channels fit the input's.
pub(super) fn emit<'a>(
    node: &mut Node<'a>,
    options: &Conv2DOptions,
    operands: &ConvOperands<'a>,
    (form, groups): (Form, usize),
) -> Result<(), Problem> {
    let &ConvOperands {
        x,
        filters,
        y,
        input,
        filter: [first, height, width, last],
    } = operands;
    let kernel = [height, width];
    let channels = match form {
        Form::DepthwiseConv2d => last,
        _ => first,
    };
    let window = WindowOptions {
        padding: options.padding,
        kernel,
        stride: [options.stride_h, options.stride_w],
        dilation: [options.dilation_h_factor, options.dilation_w_factor],
    };
    let shape = Shape {
        input,
        window: node.window(&window, input, y, channels)?,
        output: node.nhwc(y, "output")?,
        kernel,
        groups,
    };
    node.emit_layer(&Parts {
        form,
        shape,
        x,
        weights: (filters, "filters"),
        bias: node.optional(2),
        y,
        activation: options.fused_activation_function,
        bias_type: options.quantized_bias_type,
        is_asymmetric: true,
    })
}

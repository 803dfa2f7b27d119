//! DEPTHWISE_CONV_2D.

use tflite_schema::{Conv2DOptions, Options};

use super::Problem;
use super::conv_2d::{ConvOperands, emit};
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::Form;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::DepthwiseConv2D(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = ConvOperands::of(node)?;
    let ([.., depth], [one, .., channels]) = (operands.input, operands.filter);
    if one != 1 || !channels.is_multiple_of(depth) {
        let says = format!("must be 1 long, then two sides, then a multiple of {depth} channels");
        return Err(node.mismatch(operands.filters, "filters", &says));
    }
    // The depth multiplier is what the shapes say.
    let options = Conv2DOptions {
        padding: options.padding,
        stride_w: options.stride_w,
        stride_h: options.stride_h,
        fused_activation_function: options.fused_activation_function,
        dilation_w_factor: options.dilation_w_factor,
        dilation_h_factor: options.dilation_h_factor,
        ..Conv2DOptions::default()
    };
    emit(node, &options, &operands, (Form::DepthwiseConv2d, 1))
}

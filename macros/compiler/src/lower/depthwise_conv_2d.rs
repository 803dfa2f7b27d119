//! DEPTHWISE_CONV_2D.

use tflite_schema::Options;

use super::Problem;
use super::node::Node;
use super::weights::column_sums;
use super::window;
use crate::diagnostics::model as text;
use crate::graph::{Convolution, Kind};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::DepthwiseConv2D(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, filters, y) = (
        node.input(0, "input")?,
        node.input(1, "filters")?,
        node.output()?,
    );
    let (input, [one, kh, kw, channels]) = (node.nhwc(x)?, node.nhwc(filters)?);
    if one != 1 || !channels.is_multiple_of(input[3]) {
        let what = format!("its filters are a multiple of {} input channels", input[3]);
        return Err(text::shapes(node.place(), &what, filters.named()));
    }
    let window = window::Options {
        padding: options.padding,
        kernel: [kh, kw],
        stride: [options.stride_h, options.stride_w],
        dilation: [options.dilation_h_factor, options.dilation_w_factor],
    };
    let window = node.window(&window, input, y, channels)?;
    let quantizations = [node.quantization(x)?, node.quantization(y)?];
    let weights = node.weights(filters)?;
    let sums = column_sums(&weights.values, channels);
    let bias = node.bias(node.optional(2), quantizations[0], &sums)?;
    let scales = node.weight_scales(filters, channels, 3)?;
    let range = node.activated(options.fused_activation_function, quantizations[1])?;
    let convolution = Convolution {
        input,
        output: node.nhwc(y)?,
        kernel: [kh, kw],
        window,
        input_zero_point: quantizations[0].zero_point,
        groups: 1,
        weights,
        affine: node.affine(bias, scales, quantizations, range)?,
    };
    node.emit(Kind::DepthwiseConv2d(convolution), &[x], y);
    Ok(())
}

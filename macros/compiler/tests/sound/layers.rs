//! Checks that the geometry of layers matches that of their tensors, and their numbers their geometry.

use tiny_model_compiler::graph::{Bias, Element, Form, Integers, Layer, Numbers, Scales};

/// Returns whether a layer fits the numbers of elements of its input and output.
pub(super) fn fits(layer: &Layer, x: usize, y: usize) -> bool {
    let shape = &layer.shape;
    let ([.., depth], [.., channels]) = (shape.input, shape.output);
    let seen = match layer.form {
        Form::DepthwiseConv2d => 1,
        _ => depth / shape.groups,
    };
    let is_whole = match layer.form {
        Form::DepthwiseConv2d => channels.is_multiple_of(depth),
        _ => depth.is_multiple_of(shape.groups) && channels.is_multiple_of(shape.groups),
    };
    let window = shape.window;
    let steps = [
        window.stride_h,
        window.stride_w,
        window.dilation_h,
        window.dilation_w,
    ];
    let numbers = match &layer.numbers {
        Numbers::Integers(numbers) => integers(numbers, channels),
        Numbers::Float(float) => {
            let has_none = layer.form == Form::TransposeConv && float.bias.is_empty();
            float.bias.len() == channels || has_none
        }
        Numbers::Hybrid(hybrid) => {
            hybrid.bias.len() == channels && [1, channels].contains(&hybrid.scales.len())
        }
    };
    x == shape.input.iter().product()
        && y == shape.output.iter().product()
        && shape.input[0] == shape.output[0]
        && steps.iter().all(|&step| step > 0)
        && layer.weights() == channels * shape.kernel[0] * shape.kernel[1] * seen
        && is_whole
        && numbers
}

fn integers(integers: &Integers, channels: usize) -> bool {
    let scales = match &integers.scales {
        Scales::PerTensor(_) => channels,
        Scales::PerChannel(scales) => scales.len(),
    };
    let bias = match &integers.bias {
        Bias::I32(bias) => bias.len(),
        Bias::I64(bias) => bias.len(),
    };
    let [least, most] = match integers.element {
        Element::I16 => [-32_768, 32_767],
        _ => [-128, 127],
    };
    let range = integers.output.min..=integers.output.max;
    [bias, scales] == [channels; 2]
        && least <= *range.start()
        && *range.end() <= most
        && !range.is_empty()
}

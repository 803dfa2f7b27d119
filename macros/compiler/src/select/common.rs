//! What the kernels that every target has need, and what they allow.

use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::overlap;
use tiny_model_kernels::overlap::Overlap;

use crate::graph::{Binary, BinaryKind, Element, Float, Int16, Kind, Pool, TensorId};

/// Bytes of scratch: the input under one window of CONV_2D, pixels of output and padding for
/// DEPTHWISE_CONV_2D and its weights of four bits, the quantized input of layers on floats, decoded boxes.
pub(super) fn scratch(kind: &Kind) -> usize {
    match kind {
        Kind::Conv2d(conv) if conv.needs_patch() => conv.kernel[0] * conv.kernel[1] * conv.input[3],
        Kind::DepthwiseConv2d(conv) if conv.weights.are_int4 => {
            conv.pixels() + conv.weights.values.len()
        }
        Kind::DepthwiseConv2d(conv) => conv.pixels(),
        Kind::Float(Float::Hybrid(layer)) => layer.scratch(),
        Kind::Detection(boxes, _) => boxes * size_of::<op::Candidate>(),
        _ => 0,
    }
}

/// How far the input at a position may lie over the output; `None` where they share nothing.
pub(super) fn overlap(kind: &Kind, inputs: &[TensorId], position: usize) -> Option<Overlap> {
    match kind {
        Kind::Conv2d(conv) => Some(op::overlap::conv_2d(&conv.shape(), conv.needs_patch())),
        Kind::DepthwiseConv2d(conv) => Some(op::overlap::depthwise_conv_2d(&conv.shape())),
        Kind::Pool(pool) => Some(op::overlap::pool_2d(&shape(pool))),
        Kind::Mean(mean) => Some(op::overlap::mean(&mean.kept)),
        Kind::Binary(binary) => of_binary(binary, inputs, position),
        Kind::Lookup(_) => Some(op::overlap::elementwise()),
        Kind::Softmax(_) | Kind::Rows(_) => Some(op::overlap::softmax()),
        Kind::IntegerMap(map) => map.is_in_place().then(|| in_place(map.elements[0])),
        Kind::IntegerZip(zip) => {
            let is_free = zip.is_elementwise() && is_alone(inputs, position);
            (is_free && position == 0).then(|| in_place(zip.element))
        }
        Kind::Int16(Int16::Softmax(_)) => Some(in_place(Element::I16)),
        Kind::Float(float) => of_float(float),
        Kind::Map(_) => Some(overlap::elementwise()),
        Kind::Zip(zip) => {
            let is_free = zip.is_elementwise() && is_alone(inputs, position);
            let has_place = position == 0 || zip.function.is_symmetric;
            (is_free && has_place).then(overlap::elementwise)
        }
        _ => None,
    }
}

/// The other input shares nothing with the output. The second takes the first one's place where the
/// function is symmetric.
fn of_binary(binary: &Binary, inputs: &[TensorId], position: usize) -> Option<Overlap> {
    let swaps = matches!(binary.kind, BinaryKind::Add(_) | BinaryKind::Mul(_));
    let is_free = binary.is_elementwise() && is_alone(inputs, position);
    (is_free && (position == 0 || swaps)).then(op::overlap::elementwise)
}

/// Whether no other input is the one at a position.
fn is_alone(inputs: &[TensorId], position: usize) -> bool {
    let mut others = inputs.iter().enumerate().filter(|&(at, _)| at != position);
    others.all(|(_, &other)| Some(&other) != inputs.get(position))
}

/// Of what goes element by element.
fn in_place(element: Element) -> Overlap {
    Overlap {
        step: element.size(),
        ..op::overlap::elementwise()
    }
}

fn of_float(float: &Float) -> Option<Overlap> {
    match float {
        Float::Conv2d(conv) => Some(overlap::conv_2d(&conv.shape)),
        Float::DepthwiseConv2d(conv) => Some(overlap::depthwise_conv_2d(&conv.shape)),
        Float::Pool(pool) | Float::L2Pool(pool) => Some(overlap::pool_2d(&shape(pool))),
        Float::Mean(mean) => Some(overlap::mean(&mean.kept)),
        Float::Softmax(_) | Float::Rows(_) => Some(overlap::elementwise()),
        Float::Hybrid(layer) => {
            let (parts, sizes) = layer.parts();
            Some(overlap::hybrid(parts, sizes))
        }
        Float::FullyConnected(..) | Float::Svdf(_) => None,
    }
}

fn shape<R>(pool: &Pool<R>) -> Shape {
    Shape {
        input: pool.input,
        output: pool.output,
        kernel: pool.kernel,
        window: pool.window,
        groups: 1,
    }
}

//! Checks that the geometry of f32 operators matches that of their tensors.

use tiny_model_compiler::graph::{Dense, Float, FloatConvolution, Hybrid, HybridLayer};

/// Elements of the input and of the output.
pub(super) fn fits(float: &Float, x: usize, y: usize) -> bool {
    match float {
        Float::Conv2d(conv) => {
            let depth = conv.shape.input[3] / conv.shape.groups;
            convolution(conv, depth, x, y)
        }
        Float::DepthwiseConv2d(conv) => convolution(conv, 1, x, y),
        Float::FullyConnected(rows, dense) => {
            [x, y] == [rows * dense.products(), rows * dense.bias.len()] && is_whole(dense)
        }
        Float::Hybrid(hybrid) => of_hybrid(hybrid, x, y),
    }
}

/// A convolution each of whose filters sees so many channels.
fn convolution(conv: &FloatConvolution, depth: usize, x: usize, y: usize) -> bool {
    let (shape, dense) = (&conv.shape, &conv.dense);
    let products = shape.kernel[0] * shape.kernel[1] * depth;
    x == shape.input.iter().product()
        && y == shape.output.iter().product()
        && dense.bias.len() == shape.output[3]
        && dense.products() == products
        && is_whole(dense)
}

fn is_whole(dense: &Dense) -> bool {
    dense.weights.len() == dense.products() * dense.bias.len()
}

fn of_hybrid(hybrid: &Hybrid, x: usize, y: usize) -> bool {
    let channels = hybrid.bias.len();
    let products = match &hybrid.layer {
        HybridLayer::Conv2d(shape) => {
            shape.kernel[0] * shape.kernel[1] * shape.input[3] / shape.groups
        }
        HybridLayer::DepthwiseConv2d(shape) => shape.kernel[0] * shape.kernel[1],
        HybridLayer::FullyConnected(_) => hybrid.products(),
    };
    let (parts, sizes) = hybrid.parts();
    [x, y] == sizes.map(|size| parts * size)
        && hybrid.weights.len() == channels * products
        && [1, channels].contains(&hybrid.scales.len())
}

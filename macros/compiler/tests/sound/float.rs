//! Whether the geometry of operators on f32 is that of their tensors.

use tiny_model_compiler::graph::{
    Dense, Float, FloatConvolution, Hybrid, HybridLayer, Softmax, Zip,
};

use super::geometry::{mean, windows};

/// Elements of the input, of the output, and of the state.
pub(super) fn fits(float: &Float, x: usize, y: usize, state: &[usize]) -> bool {
    match float {
        Float::Conv2d(conv) => {
            let depth = conv.shape.input[3] / conv.shape.groups;
            convolution(conv, depth, x, y)
        }
        Float::DepthwiseConv2d(conv) => convolution(conv, 1, x, y),
        Float::FullyConnected(rows, dense) => {
            [x, y] == [rows * dense.products(), rows * dense.bias.len()] && is_whole(dense)
        }
        Float::Pool(pool) | Float::L2Pool(pool) => windows(pool, x, y),
        Float::Mean(axes) => mean(axes, x, y),
        Float::Softmax(rows) => of_rows(rows, x, y),
        Float::Rows(rows) => of_rows(rows, x, y),
        Float::Svdf(svdf) => {
            let units = svdf.bias.len();
            let filters = units * svdf.rank;
            [x * filters, y] == [svdf.batch * svdf.features.len(), svdf.batch * units]
                && state == [svdf.batch * svdf.time.len()]
                && svdf.time.len().is_multiple_of(filters)
        }
        Float::Hybrid(hybrid) => of_hybrid(hybrid, x, y),
    }
}

/// Elements of both inputs and of the output.
pub(super) fn zip(zip: &Zip, inputs: [usize; 2], y: usize) -> bool {
    let reach = |strides: &[usize]| {
        let axes = zip.dims.iter().zip(strides);
        axes.map(|(length, stride)| (length - 1) * stride)
            .sum::<usize>()
    };
    let mut sides = zip.strides.iter().zip(inputs);
    zip.dims.iter().product::<usize>() == y && sides.all(|(strides, x)| reach(strides) < x)
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

fn of_rows<A>(rows: &Softmax<A>, x: usize, y: usize) -> bool {
    [x, y] == [rows.rows * rows.classes; 2]
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

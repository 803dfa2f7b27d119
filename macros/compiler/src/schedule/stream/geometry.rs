//! How operators go by rows.

use tiny_model_kernels::op::Shape;
use tiny_model_kernels::stream::Stride;

use crate::graph::{
    Averages, Bounds, Element, Graph, Kind, MapFunction, Mean, Operator, Pool, PoolKind, TensorId,
};

/// Which rows of an operator's output need which of its input, and whether all become one pixel.
///
/// `height` is the input's number of rows, or 0 where no operator has told it. `None` where the
/// output cannot be computed row by row.
pub(super) fn by_rows(graph: &Graph, operator: &Operator, height: usize) -> Option<(Stride, bool)> {
    let length = graph.tensor(*operator.inputs.first()?).len();
    if !operator.touched().all(|id| comes_in_rows(graph, id)) {
        return None;
    }
    let rows = match height {
        0 => rows_of_image(graph, operator),
        height => height,
    };
    let stride = match &operator.kind {
        Kind::Pool(pool) if is_global(pool) => return Some((every(pool.shape.input[1])?, true)),
        Kind::Mean(mean) if is_over_pixels(mean, length) => return Some((every(height)?, true)),
        Kind::Map(map) if goes_by_rows(&map.function) => every(rows),
        Kind::Zip(zip) if zip.is_elementwise() => of_pairs(operator, rows),
        kind => stride(kind.window()?),
    };
    Some((stride?, false))
}

/// Returns whether a tensor has elements of which kernels take rows.
fn comes_in_rows(graph: &Graph, id: TensorId) -> bool {
    let element = graph.tensor(id).element;
    matches!(
        element,
        Element::I8 | Element::U8 | Element::I16 | Element::F32
    )
}

/// The rows of an operator's first input by its shape; 0 if that is no image's.
fn rows_of_image(graph: &Graph, operator: &Operator) -> usize {
    let shape = operator
        .inputs
        .first()
        .map(|&input| &graph.tensor(input).shape[..]);
    match shape {
        Some(&[1, height, _, _]) => height,
        _ => 0,
    }
}

/// The rows of a window; `None` for several images, or a single row of output.
fn stride(shape: &Shape) -> Option<Stride> {
    let (window, [batch, input, ..]) = (shape.window, shape.input);
    (batch == 1 && shape.output[1] > 1).then_some(Stride {
        taps: (shape.kernel[0] - 1) * window.dilation_h + 1,
        step: window.stride_h,
        pad_top: window.pad_top,
        input,
        output: shape.output[1],
        most: 0,
    })
}

/// Row by row of two inputs; `None` if they are one.
fn of_pairs(operator: &Operator, height: usize) -> Option<Stride> {
    let [x1, x2] = operator.inputs[..] else {
        return None;
    };
    every(height).filter(|_| x1 != x2)
}

/// Row by row; `None` without rows.
fn every(height: usize) -> Option<Stride> {
    (height > 1).then_some(Stride {
        taps: 1,
        step: 1,
        pad_top: 0,
        input: height,
        output: height,
        most: 0,
    })
}

/// Returns whether a function has a kernel that takes rows.
fn goes_by_rows(function: &MapFunction) -> bool {
    !matches!(
        function,
        MapFunction::Quantize(_) | MapFunction::Dequantize(_)
    )
}

/// Returns whether one window covers the image and nothing else, in numbers whose sums have a kernel.
fn is_global(pool: &Pool) -> bool {
    let shape = &pool.shape;
    let ([batch, height, width, _], window) = (shape.input, shape.window);
    pool.kind == PoolKind::Average
        && matches!(pool.bounds, Bounds::Int8(_))
        && batch == 1
        && shape.kernel == [height, width]
        && shape.output[1..3] == [1, 1]
        && [window.pad_top, window.pad_left] == [0, 0]
}

/// Returns whether channels, the last dimension of `length` elements, are summed over all pixels, in numbers whose sums
/// have a kernel.
fn is_over_pixels(mean: &Mean, length: usize) -> bool {
    let (&[(channels, 1)], &[(pixels, stride)]) = (mean.kept.as_slice(), mean.reduced.as_slice())
    else {
        return false;
    };
    let is_int8 = matches!(mean.numbers, Averages::Int8(_));
    is_int8 && stride == channels && pixels * channels == length
}

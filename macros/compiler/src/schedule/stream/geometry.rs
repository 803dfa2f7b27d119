//! How operators go by rows.

use tiny_model_kernels::stream::Stride;

use crate::graph::{Convolution, Element, Graph, Kind, Mean, Operator, Pool, PoolKind};

/// Which rows of an operator's output need which of its input, and whether all become one pixel.
///
/// `height` is the input's number of rows, or 0 where no operator has told it. `None` where the
/// output cannot be computed row by row.
pub(super) fn by_rows(graph: &Graph, operator: &Operator, height: usize) -> Option<(Stride, bool)> {
    let length = graph.tensor(*operator.inputs.first()?).len();
    if operator
        .touched()
        .any(|id| graph.tensor(id).element != Element::I8)
    {
        return None;
    }
    match &operator.kind {
        Kind::Conv2d(conv) | Kind::DepthwiseConv2d(conv) => Some((convolution(conv)?, false)),
        Kind::Pool(pool) if is_global(pool) => Some((every(pool.input[1])?, true)),
        Kind::Pool(pool) => Some((pooling(pool)?, false)),
        Kind::Mean(mean) if is_over_pixels(mean, length) => Some((every(height)?, true)),
        Kind::Lookup(_) => Some((every(height)?, false)),
        Kind::Binary(binary) if binary.is_elementwise() => {
            let [x1, x2] = operator.inputs[..] else {
                return None;
            };
            (x1 != x2).then_some((every(height)?, false))
        }
        _ => None,
    }
}

fn convolution(conv: &Convolution) -> Option<Stride> {
    let (window, [batch, input, ..]) = (conv.window, conv.input);
    let taps = (conv.kernel[0] - 1) * window.dilation_h + 1;
    (batch == 1 && conv.output[1] > 1).then_some(Stride {
        taps,
        step: window.stride_h,
        pad_top: window.pad_top,
        input,
        output: conv.output[1],
        most: 0,
    })
}

fn pooling(pool: &Pool) -> Option<Stride> {
    let (window, [batch, input, ..]) = (pool.window, pool.input);
    (batch == 1 && pool.output[1] > 1).then_some(Stride {
        taps: pool.kernel[0],
        step: window.stride_h,
        pad_top: window.pad_top,
        input,
        output: pool.output[1],
        most: 0,
    })
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

/// Whether one window covers the image and nothing else.
fn is_global(pool: &Pool) -> bool {
    let ([batch, height, width, _], window) = (pool.input, pool.window);
    pool.kind == PoolKind::Average
        && batch == 1
        && pool.kernel == [height, width]
        && pool.output[1..3] == [1, 1]
        && [window.pad_top, window.pad_left] == [0, 0]
}

/// Whether channels, the last dimension of `length` elements, are summed over all pixels.
fn is_over_pixels(mean: &Mean, length: usize) -> bool {
    let (&[(channels, 1)], &[(pixels, stride)]) = (mean.kept.as_slice(), mean.reduced.as_slice())
    else {
        return false;
    };
    stride == channels && pixels * channels == length
}

//! Whether an operator's own geometry is that of the tensors that it reads and writes.

use tiny_model_compiler::graph::{
    Affine, Binary, Convolution, Copy, Element, Graph, Int16, Kind, Layer, LstmArithmetic, Mean,
    Operator, Pool, Scales, Tensor,
};

use super::{float, recurrent};
use Element::{F32, I8, I16, U8};

/// Panics where an operator reads or writes outside of its tensors, or takes elements for others.
pub(super) fn assert_fits(graph: &Graph, operator: &Operator) {
    let y = graph.tensor(operator.output);
    let inputs: Vec<&Tensor> = operator.inputs.iter().map(|&id| graph.tensor(id)).collect();
    let lengths: Vec<usize> = inputs.iter().map(|tensor| tensor.len()).collect();
    let state = operator.state.iter().map(|&id| graph.tensor(id).len());
    let state: Vec<usize> = state.collect();
    let fits = match (&operator.kind, lengths.as_slice()) {
        (Kind::Conv2d(conv), &[x]) => convolution(conv, x, y.len()) && dense(conv),
        (Kind::DepthwiseConv2d(conv), &[x]) => convolution(conv, x, y.len()) && depthwise(conv),
        (Kind::FullyConnected(layer), &[x]) => {
            x == layer.batch * layer.inputs
                && y.len() == layer.batch * layer.outputs
                && layer.weights.values.len() == layer.inputs * layer.outputs
                && affine(&layer.affine, layer.outputs)
        }
        (Kind::Binary(loops), &[x1, x2]) => binary(loops, [x1, x2], y.len()),
        (Kind::Pool(windows), &[x]) => pool(windows, x, y.len()),
        (Kind::Mean(axes), &[x]) => mean(axes, x, y.len()),
        (Kind::Softmax(rows), &[x]) => [x, y.len()] == [rows.rows * rows.classes; 2],
        (Kind::Rows(rows), &[x]) => [x, y.len()] == [rows.rows * rows.classes; 2],
        (Kind::Lookup(_) | Kind::Quantize(_) | Kind::Dequantize(_), &[x]) => x == y.len(),
        (Kind::IntegerMap(map), &[x]) => {
            x == y.len() && map.elements == [inputs[0].element, y.element]
        }
        (Kind::IntegerZip(zip), &[x1, x2]) => {
            let turns: usize = zip.dims.iter().product();
            let reach = |strides: &[usize]| {
                let axes = zip.dims.iter().zip(strides);
                axes.map(|(length, stride)| (length - 1) * stride)
                    .sum::<usize>()
            };
            turns == y.len()
                && reach(&zip.strides[0]) < x1
                && reach(&zip.strides[1]) < x2
                && [zip.element; 2] == [inputs[0].element, y.element]
        }
        (Kind::Int16(int16), &[x]) => of_int16(int16, x, y.len()),
        (Kind::AsymmetricConv2d(conv) | Kind::AsymmetricFullyConnected(conv), &[x]) => {
            layer(conv, x, y.len(), conv.sizes.input[3] / conv.sizes.groups)
        }
        (Kind::AsymmetricDepthwiseConv2d(conv), &[x]) => layer(conv, x, y.len(), 1),
        (Kind::TransposeConv(conv), &[x]) => layer(conv, x, y.len(), conv.sizes.input[3]),
        (Kind::BatchMatmul(matmul), &[_, _]) => {
            let sizes = &matmul.sizes;
            let matrices: usize = sizes.batch.iter().product();
            y.len() == matrices * sizes.output[0] * sizes.output[1]
        }
        (Kind::Unary(_) | Kind::Map(_), &[x]) => x == y.len(),
        (Kind::Zip(zip), &[x1, x2]) => float::zip(zip, [x1, x2], y.len()),
        (Kind::Float(operator), &[x]) => float::fits(operator, x, y.len(), &state),
        (Kind::Lstm(lstm), &[x]) => recurrent::lstm(lstm, x, y.len(), &state),
        (Kind::Svdf(svdf), &[x]) => recurrent::svdf(svdf, x, y.len(), &state),
        (Kind::CircularBuffer(buffer), &[x]) => {
            let counts = if buffer.cycle > 1 {
                vec![1]
            } else {
                Vec::new()
            };
            x == buffer.depth
                && y.len() == buffer.slots * buffer.depth
                && graph.is_state(operator.output)
                && state == counts
        }
        (Kind::Select(select), &[_, _, _]) => select.dims.iter().product::<usize>() == y.len(),
        (Kind::Fold(fold), &[x]) => {
            let all = fold.kept.iter().chain(&fold.reduced);
            let last: usize = all.map(|(length, stride)| (length - 1) * stride).sum();
            last + 1 == x
                && fold
                    .kept
                    .iter()
                    .map(|(length, _)| length)
                    .product::<usize>()
                    == y.len()
        }
        (Kind::Arg(arg), &[x]) => {
            x == arg.outer * arg.len * arg.inner && y.len() == arg.outer * arg.inner
        }
        (Kind::CumSum(_, along), &[x]) => {
            [x, y.len()] == [along.outer * along.len * along.inner; 2]
        }
        (Kind::AddN(_), inputs) => inputs.iter().all(|&x| x == y.len()),
        (Kind::Gather(gather), &[x, indices]) => {
            let parts = gather.batches * gather.groups;
            x == parts * gather.span
                && indices == gather.batches * gather.tuples * gather.dims.len()
                && y.len() == parts * gather.tuples * gather.slice
        }
        (Kind::Update(update), &[x, start]) => {
            x == update.update.iter().product() && start == update.tensor.len()
        }
        (Kind::ResizeNearest(nearest), &[x]) => {
            let [height, width, channels] = nearest.size;
            let images = x / (height * width * channels);
            y.len() == images * nearest.rows.len() * nearest.columns.len() * channels
        }
        (Kind::ResizeBilinear(bilinear), &[x]) => {
            let size = |size: [usize; 3]| size.iter().product::<usize>();
            x / size(bilinear.from) * size(bilinear.to) == y.len()
        }
        (Kind::Detection(boxes, how), &[x1, x2, x3]) => {
            [x1, x2, x3] == [how.coordinates, how.labels, 4].map(|each| boxes * each)
        }
        (Kind::Copy(copy), &[x]) => moves(copy, x, y.len()),
        (Kind::Fill(value), &[]) => value.len() == y.element.size(),
        _ => false,
    };
    let elements: Vec<Element> = inputs.iter().map(|tensor| tensor.element).collect();
    let kinds = match &operator.kind {
        Kind::Quantize(_) => elements == [F32] && matches!(y.element, I8 | I16),
        Kind::Dequantize(_) => matches!(elements[..], [I8 | I16 | U8]) && y.element == F32,
        Kind::Int16(Int16::SoftmaxOfInt8(_)) => elements == [I8] && y.element == I16,
        Kind::Int16(_) => elements == [I16] && y.element == I16,
        Kind::IntegerMap(_) | Kind::IntegerZip(_) => true,
        Kind::TransposeConv(_) | Kind::BatchMatmul(_) => {
            elements.iter().all(|&element| element == y.element)
        }
        Kind::Binary(_) if elements != [I8, I8] || y.element != I8 => elements[0] == elements[1],
        Kind::Unary(_) | Kind::Arg(_) => true,
        Kind::Detection(..) => elements == [F32; 3] && y.element == F32,
        Kind::Map(_) | Kind::Zip(_) | Kind::Float(_) => elements
            .iter()
            .chain([&y.element])
            .all(|&element| element == F32),
        Kind::Lstm(lstm) => {
            let element = match &lstm.arithmetic {
                LstmArithmetic::Int8(..) => I8,
                LstmArithmetic::Int16(..) => I16,
                LstmArithmetic::Float(..) => F32,
            };
            elements == [element] && y.element == element
        }
        Kind::Select(_) => elements[1..] == [y.element; 2],
        Kind::Gather(_) | Kind::Update(_) => elements[0] == y.element,
        Kind::Fold(_)
        | Kind::CumSum(..)
        | Kind::AddN(_)
        | Kind::ResizeNearest(_)
        | Kind::ResizeBilinear(_)
        | Kind::Copy(_)
        | Kind::Fill(_) => elements.iter().all(|&element| element == y.element),
        _ => elements
            .iter()
            .chain([&y.element])
            .all(|&element| element == I8),
    };
    assert!(
        fits && kinds,
        "{operator:?} does not fit {inputs:?} and {y:?}"
    );
}

fn of_int16(int16: &Int16, x: usize, y: usize) -> bool {
    match int16 {
        Int16::Conv2d(conv) => layer(conv, x, y, conv.sizes.input[3] / conv.sizes.groups),
        Int16::DepthwiseConv2d(conv) => layer(conv, x, y, 1),
        Int16::Pool(pool) => x == pool.input.iter().product() && y == pool.output.iter().product(),
        Int16::Mean(of) => mean(of, x, y),
        Int16::Softmax(rows) => [x, y] == [rows.rows * rows.classes; 2],
        Int16::SoftmaxOfInt8(rows) => [x, y] == [rows.rows * rows.classes; 2],
    }
}

/// A layer each of whose filters sees so many channels.
fn layer(layer: &Layer, x: usize, y: usize, depth: usize) -> bool {
    let sizes = &layer.sizes;
    let weights = sizes.output[3] * sizes.kernel[0] * sizes.kernel[1] * depth;
    x == sizes.input.iter().product()
        && y == sizes.output.iter().product()
        && layer.weights.len() == weights * layer.element.size()
}

fn convolution(conv: &Convolution, x: usize, y: usize) -> bool {
    let window = conv.window;
    let steps = [
        window.stride_h,
        window.stride_w,
        window.dilation_h,
        window.dilation_w,
    ];
    x == conv.input.iter().product()
        && y == conv.output.iter().product()
        && conv.input[0] == conv.output[0]
        && steps.iter().all(|&step| step > 0)
        && affine(&conv.affine, conv.output[3])
}

fn dense(conv: &Convolution) -> bool {
    let (depth, channels) = (conv.input[3], conv.output[3]);
    let weights = channels * conv.kernel[0] * conv.kernel[1] * depth / conv.groups;
    depth.is_multiple_of(conv.groups)
        && channels.is_multiple_of(conv.groups)
        && conv.weights.values.len() == weights
}

fn depthwise(conv: &Convolution) -> bool {
    let channels = conv.output[3];
    channels.is_multiple_of(conv.input[3])
        && conv.weights.values.len() == conv.kernel[0] * conv.kernel[1] * channels
}

fn affine(affine: &Affine, channels: usize) -> bool {
    let scales = match &affine.scales {
        Scales::PerTensor(_) => channels,
        Scales::PerChannel(scales) => scales.len(),
    };
    let range = affine.output.min..=affine.output.max;
    affine.bias.len() == channels
        && scales == channels
        && -128 <= *range.start()
        && *range.end() <= 127
        && !range.is_empty()
}

fn pool(pool: &Pool, x: usize, y: usize) -> bool {
    windows(pool, x, y) && pool.range.0 <= pool.range.1
}

/// A pool's mean is over at least one element.
pub(super) fn windows<R>(pool: &Pool<R>, x: usize, y: usize) -> bool {
    let w = pool.window;
    let touches = |input: usize, output: usize, kernel: usize, stride: usize, before: usize| {
        (0..output).all(|step| step * stride < input + before && step * stride + kernel > before)
    };
    let ([batch, ih, iw, depth], [.., oh, ow, _]) = (pool.input, pool.output);
    x == pool.input.iter().product()
        && y == pool.output.iter().product()
        && [batch, depth] == [pool.output[0], pool.output[3]]
        && touches(ih, oh, pool.kernel[0], w.stride_h, w.pad_top)
        && touches(iw, ow, pool.kernel[1], w.stride_w, w.pad_left)
}

pub(super) fn mean<A>(mean: &Mean<A>, x: usize, y: usize) -> bool {
    let (kept, reduced) = (mean.kept.iter(), mean.reduced.iter());
    let turns: usize = mean.kept.iter().map(|(length, _)| length).product();
    let all: usize = kept
        .clone()
        .chain(reduced.clone())
        .map(|(length, _)| length)
        .product();
    let last: usize = kept
        .chain(reduced)
        .map(|(length, stride)| (length - 1) * stride)
        .sum();
    turns == y && all == x && last == x - 1
}

fn binary(binary: &Binary, inputs: [usize; 2], y: usize) -> bool {
    let reaches = |strides: &[usize]| -> usize {
        binary
            .dims
            .iter()
            .zip(strides)
            .map(|(length, stride)| (length - 1) * stride)
            .sum()
    };
    binary.dims.iter().product::<usize>() == y
        && binary
            .strides
            .iter()
            .all(|strides| strides.len() == binary.dims.len())
        && binary
            .strides
            .iter()
            .zip(inputs)
            .all(|(strides, x)| reaches(strides) == x - 1)
}

fn moves(copy: &Copy, x: usize, y: usize) -> bool {
    let stays = |start: usize, strides: &[isize], length: usize| {
        let ends = copy
            .dims
            .iter()
            .zip(strides)
            .map(|(&turns, &stride)| (turns.cast_signed() - 1) * stride);
        let (mut low, mut high) = (start.cast_signed(), start.cast_signed());
        for end in ends {
            (low, high) = (low + end.min(0), high + end.max(0));
        }
        strides.len() == copy.dims.len() && 0 <= low && high < length.cast_signed()
    };
    copy.dims.iter().all(|&turns| turns > 0)
        && stays(copy.from, &copy.from_strides, x)
        && stays(copy.to, &copy.to_strides, y)
}

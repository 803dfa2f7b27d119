//! Checks that an operator's geometry matches that of the tensors that it reads and writes.

use tiny_model_compiler::call::{Call, Value};
use tiny_model_compiler::graph::{
    Averages, Bounds, Copy, Element, Filters, Graph, Kind, L2Normalization, LeakyRelu, LogSoftmax,
    LstmArithmetic, MapFunction, Mean, Numbers, Operator, Pool, RowFunction, Rows, Softmax, Tensor,
    Zip, ZipFunction,
};

use super::call::Tensors;
use super::{layers, recurrent};
use Element::{F32, I8, I16, U8};

/// Panics if an operator reads or writes outside its tensors, or mistakes their elements.
pub(super) fn assert_fits(graph: &Graph, operator: &Operator) {
    let y = graph.tensor(operator.output);
    let inputs: Vec<&Tensor> = operator.inputs.iter().map(|&id| graph.tensor(id)).collect();
    let lengths: Vec<usize> = inputs.iter().map(|tensor| tensor.len()).collect();
    let state = operator.state.iter().map(|&id| graph.tensor(id).len());
    let state: Vec<usize> = state.collect();
    let fits = match (&operator.kind, lengths.as_slice()) {
        (Kind::Layer(layer), &[x]) => layers::fits(layer, x, y.len()),
        (Kind::Zip(loops), &[x1, x2]) => {
            loops.element == inputs[0].element && zip(loops, [x1, x2], y.len())
        }
        (Kind::Pool(windows), &[x]) => pool(windows, x, y.len()),
        (Kind::Mean(axes), &[x]) => mean(axes, x, y.len()),
        (Kind::Rows(rows), &[x]) => [x, y.len()] == [rows.rows * rows.classes; 2],
        (Kind::Map(map), &[x]) => x == y.len() && map.elements == [inputs[0].element, y.element],
        (Kind::BatchMatmul(matmul), &[_, _]) => {
            let sizes = &matmul.sizes;
            let matrices: usize = sizes.batch.iter().product();
            y.len() == matrices * sizes.output[0] * sizes.output[1]
        }
        (Kind::Lstm(lstm), &[x]) => recurrent::lstm(lstm, x, y.len(), &state),
        (Kind::Svdf(svdf), &[x]) => recurrent::svdf(svdf, x, y.len(), &state),
        (Kind::Call(call), _) => Tensors::of(graph, operator).fit(call),
        (Kind::Copy(copy), &[x]) => moves(copy, x, y.len()),
        (Kind::Fill(value), &[]) => value.len() == y.element.size(),
        _ => false,
    };
    let elements: Vec<Element> = inputs.iter().map(|tensor| tensor.element).collect();
    let kinds = match &operator.kind {
        Kind::Map(map) => match map.function {
            MapFunction::Quantize(_) => elements == [F32] && matches!(y.element, I8 | I16),
            MapFunction::Dequantize(_) => {
                matches!(elements[..], [I8 | I16 | U8]) && y.element == F32
            }
            MapFunction::Table(_) => elements == [I8] && y.element == I8,
            MapFunction::Clamp(_)
            | MapFunction::LeakyRelu(LeakyRelu::Float(_))
            | MapFunction::Real(..) => elements == [F32] && y.element == F32,
            _ => true,
        },
        Kind::Zip(zip) => zip_elements_fit(zip, &elements, y.element),
        Kind::Rows(rows) => {
            let (x, y_element) = rows_of(rows);
            elements == [x] && y.element == y_element
        }
        Kind::Pool(pool) => {
            let element = match pool.bounds {
                Bounds::Int8(_) => I8,
                Bounds::Int16(_) => I16,
                Bounds::Float(_) => F32,
            };
            elements == [element] && y.element == element
        }
        Kind::Mean(mean) => {
            let element = match mean.numbers {
                Averages::Int8(_) => I8,
                Averages::Int16(_) => I16,
                Averages::Float(_) => F32,
            };
            elements == [element] && y.element == element
        }
        Kind::Svdf(svdf) => {
            let element = match svdf.filters {
                Filters::Int8 { .. } => I8,
                Filters::Float { .. } => F32,
            };
            elements == [element] && y.element == element
        }
        Kind::Layer(layer) => {
            let element = match &layer.numbers {
                Numbers::Integers(integers) => integers.element,
                Numbers::Float(_) | Numbers::Hybrid(_) => F32,
            };
            elements == [element] && y.element == element
        }
        Kind::BatchMatmul(_) => elements.iter().all(|&element| element == y.element),
        Kind::Call(call) => elements_fit(call, &elements, y.element),
        Kind::Lstm(lstm) => {
            let element = match &lstm.arithmetic {
                LstmArithmetic::Int8(..) => I8,
                LstmArithmetic::Int16(..) => I16,
                LstmArithmetic::Float(..) => F32,
            };
            elements == [element] && y.element == element
        }
        Kind::Copy(_) | Kind::Fill(_) => elements.iter().all(|&element| element == y.element),
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

/// Returns whether a function of two takes such elements.
fn zip_elements_fit(zip: &Zip, x: &[Element], y: Element) -> bool {
    if zip.function.real().is_some() {
        return x == [F32; 2] && y == F32;
    }
    match zip.function {
        ZipFunction::Compare(_) => x[0] == x[1] && y == Element::Bool,
        ZipFunction::CompareScaled(_) => x == [I8; 2] && y == Element::Bool,
        // Alphas are int8.
        ZipFunction::Prelu(_) => x == [y, I8],
        _ => x == [y; 2],
    }
}

/// The elements of input and output.
fn rows_of(rows: &Rows) -> (Element, Element) {
    match rows.function {
        RowFunction::Softmax(Softmax::Int8(_))
        | RowFunction::LogSoftmax(LogSoftmax::Int8(_))
        | RowFunction::L2Normalization(L2Normalization::Int8(_)) => (I8, I8),
        RowFunction::Softmax(Softmax::Int8ToInt16(_)) => (I8, I16),
        RowFunction::Softmax(Softmax::Int16(_)) => (I16, I16),
        RowFunction::Softmax(Softmax::Float(_))
        | RowFunction::LogSoftmax(LogSoftmax::Float)
        | RowFunction::L2Normalization(L2Normalization::Float) => (F32, F32),
    }
}

/// Returns whether the kernel of a call takes such elements.
fn elements_fit(call: &Call, x: &[Element], y: Element) -> bool {
    let Some(Value::Call(kernel, ..)) = call.values.first() else {
        // A function of the user's takes what there is.
        return true;
    };
    match &**kernel {
        "op::unary" | "op::arg" => true,
        "op::detection" => x == [F32; 3] && y == F32,
        "op::select" => x[1..] == [y; 2],
        "op::gather" | "op::update_slice" => x[0] == y,
        _ => x.iter().all(|&element| element == y),
    }
}

fn pool(pool: &Pool, x: usize, y: usize) -> bool {
    windows(pool, x, y)
        && match pool.bounds {
            Bounds::Int8([min, max]) => min <= max,
            Bounds::Int16([min, max]) => min <= max,
            Bounds::Float(_) => true,
        }
}

/// A pool's mean is over at least one element.
fn windows(pool: &Pool, x: usize, y: usize) -> bool {
    let w = pool.shape.window;
    let touches = |input: usize, output: usize, kernel: usize, stride: usize, before: usize| {
        (0..output).all(|step| step * stride < input + before && step * stride + kernel > before)
    };
    let ([batch, ih, iw, depth], [.., oh, ow, _]) = (pool.shape.input, pool.shape.output);
    x == pool.shape.input.iter().product()
        && y == pool.shape.output.iter().product()
        && [batch, depth] == [pool.shape.output[0], pool.shape.output[3]]
        && touches(ih, oh, pool.shape.kernel[0], w.stride_h, w.pad_top)
        && touches(iw, ow, pool.shape.kernel[1], w.stride_w, w.pad_left)
}

fn mean(mean: &Mean, x: usize, y: usize) -> bool {
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

fn zip(zip: &Zip, inputs: [usize; 2], y: usize) -> bool {
    let reaches = |strides: &[usize]| -> usize {
        zip.dims
            .iter()
            .zip(strides)
            .map(|(length, stride)| (length - 1) * stride)
            .sum()
    };
    zip.dims.iter().product::<usize>() == y
        && zip
            .strides
            .iter()
            .all(|strides| strides.len() == zip.dims.len())
        && zip
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

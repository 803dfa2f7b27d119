//! Runs a graph element by element, as the documentation of its operators specifies.

use std::collections::HashMap;

use tiny_model_compiler::graph::{
    Averages, Bias, Bounds, Copy, Form, Graph, Kind, Layer, Mean, Numbers, Pool, PoolKind, Scales,
    TensorId, Terms, Zip, ZipFunction,
};
use tiny_model_kernels::op::Binary as _;
use tiny_model_kernels::requantize::Scale;

/// Returns the bytes of all outputs for the bytes of the only input.
pub(crate) fn run(graph: &Graph, input: &[u8]) -> Vec<Vec<u8>> {
    let mut values: HashMap<TensorId, Vec<u8>> = HashMap::new();
    for (id, tensor) in graph.tensors.iter().enumerate() {
        if let Some(constant) = &tensor.constant {
            values.insert(TensorId(id), constant.clone());
        }
    }
    for id in (0..graph.tensors.len()).map(TensorId) {
        let is_home = !graph.parts.contains_key(&id);
        if is_home && !values.contains_key(&id) {
            values.insert(id, vec![0; graph.tensor(id).bytes()]);
        }
    }
    write(graph, &mut values, graph.inputs[0].tensor, input);
    for operator in &graph.operators {
        let mut y = read(graph, &values, operator.output).to_vec();
        let inputs = operator.inputs.iter();
        let inputs: Vec<&[u8]> = inputs.map(|&id| read(graph, &values, id)).collect();
        match (&operator.kind, inputs.as_slice()) {
            (Kind::View, [x]) => y.copy_from_slice(x),
            (Kind::Fill(value), []) => y.fill(value[0]),
            (Kind::Map(map), [x]) => {
                let table = map.as_table().expect("only tables are built");
                for (y, &x) in y.iter_mut().zip(*x) {
                    *y = table[usize::from(x)] as u8;
                }
            }
            (Kind::Copy(copy), [x]) => copy_box(copy, x, &mut y),
            (Kind::Zip(zip), [x1, x2]) => combine(zip, [x1, x2], &mut y),
            (Kind::Layer(layer), [x]) => convolve(layer, x, &mut y),
            (Kind::Pool(pool), [x]) => self::pool(pool, x, &mut y),
            (Kind::Mean(mean), [x]) => average(mean, x, &mut y),
            (kind, _) => panic!("{kind:?} is not built"),
        }
        write(graph, &mut values, operator.output, &y);
    }
    let outputs = graph.outputs.iter();
    outputs
        .map(|port| read(graph, &values, port.tensor).to_vec())
        .collect()
}

/// Returns the bytes of a tensor, or the part of the outer tensor that it lies in.
fn read<'a>(graph: &Graph, values: &'a HashMap<TensorId, Vec<u8>>, id: TensorId) -> &'a [u8] {
    let length = graph.tensor(id).bytes();
    match graph.parts.get(&id) {
        Some(part) => &read(graph, values, part.whole)[part.offset..][..length],
        None => &values[&id],
    }
}

fn write(graph: &Graph, values: &mut HashMap<TensorId, Vec<u8>>, id: TensorId, bytes: &[u8]) {
    let Some(part) = graph.parts.get(&id) else {
        values.insert(id, bytes.to_vec());
        return;
    };
    let mut whole = read(graph, values, part.whole).to_vec();
    whole[part.offset..][..bytes.len()].copy_from_slice(bytes);
    write(graph, values, part.whole, &whole);
}

/// Returns all positions of nested loops, outermost first.
fn positions(dims: &[usize]) -> Vec<Vec<usize>> {
    dims.iter().fold(vec![Vec::new()], |outer, &length| {
        let longer = |position: &Vec<usize>| {
            let position = position.clone();
            (0..length).map(move |index| [position.as_slice(), &[index]].concat())
        };
        outer.iter().flat_map(longer).collect()
    })
}

fn dot(position: &[usize], strides: &[isize]) -> isize {
    let terms = position.iter().zip(strides);
    terms.map(|(&index, stride)| index as isize * stride).sum()
}

fn copy_box(copy: &Copy, x: &[u8], y: &mut [u8]) {
    for position in positions(&copy.dims) {
        let from = copy.from as isize + dot(&position, &copy.from_strides);
        let to = copy.to as isize + dot(&position, &copy.to_strides);
        y[to as usize] = x[from as usize];
    }
}

fn combine(zip: &Zip, inputs: [&[u8]; 2], y: &mut [u8]) {
    for (position, y) in positions(&zip.dims).iter().zip(y) {
        let element = |side: usize| {
            let strides = zip.strides[side].iter().map(|&s| s as isize);
            inputs[side][dot(position, &strides.collect::<Vec<_>>()) as usize] as i8
        };
        let (x1, x2) = (element(0), element(1));
        *y = match zip.function {
            ZipFunction::Add(Terms::Quantized(op)) => op.apply(x1, x2),
            ZipFunction::Sub(Terms::Quantized(op)) => op.apply(x1, x2),
            ZipFunction::Mul(Terms::Quantized(op)) => op.apply(x1, x2),
            ZipFunction::Minimum => x1.min(x2),
            ZipFunction::Maximum => x1.max(x2),
            function => panic!("{function:?} is not built"),
        } as u8;
    }
}

/// Returns an index into `[batch][height][width][channels]`.
fn at([_, h, w, c]: [usize; 4], [b, y, x, channel]: [usize; 4]) -> usize {
    ((b * h + y) * w + x) * c + channel
}

/// Layers without groups of int8: `bias + Σ weight · (x − zero_point)`, where what lies outside of the input is the zero
/// point.
fn convolve(layer: &Layer, x: &[u8], y: &mut [u8]) {
    let Numbers::Integers(integers) = &layer.numbers else {
        panic!("{layer:?} is not built");
    };
    let Bias::I32(bias) = &integers.bias else {
        panic!("{layer:?} is not built");
    };
    let shape = &layer.shape;
    let (window, depthwise) = (shape.window, layer.form == Form::DepthwiseConv2d);
    let [_, height, width, depth] = shape.input;
    for position in positions(&shape.output) {
        let [b, oy, ox, channel] = position.as_slice().try_into().expect("four loops");
        let mut sum = bias[channel];
        let read = if depthwise {
            let c = channel / (shape.output[3] / depth);
            c..c + 1
        } else {
            0..depth
        };
        for tap in positions(&[shape.kernel[0], shape.kernel[1], read.len()]) {
            let row =
                (oy * window.stride_h + tap[0] * window.dilation_h).checked_sub(window.pad_top);
            let column =
                (ox * window.stride_w + tap[1] * window.dilation_w).checked_sub(window.pad_left);
            let (Some(row), Some(column)) =
                (row.filter(|&r| r < height), column.filter(|&c| c < width))
            else {
                continue;
            };
            let value = x[at(shape.input, [b, row, column, read.start + tap[2]])] as i8;
            let [kh, kw] = shape.kernel;
            let weight = if depthwise {
                at([1, kh, kw, shape.output[3]], [0, tap[0], tap[1], channel])
            } else {
                at([0, kh, kw, depth], [channel, tap[0], tap[1], tap[2]])
            };
            let weight = integers.weights.values[weight];
            sum += i32::from(weight) * (i32::from(value) - integers.zero_points[0]);
        }
        let scaled = scale(&integers.scales, channel).apply(sum);
        y[at(shape.output, [b, oy, ox, channel])] = integers.output.clamp(scaled) as u8;
    }
}

fn scale(scales: &Scales, channel: usize) -> Scale {
    match scales {
        Scales::PerTensor(scale) => *scale,
        Scales::PerChannel(scales) => scales[channel],
    }
}

/// MAX_POOL_2D and AVERAGE_POOL_2D without padding.
fn pool(pool: &Pool, x: &[u8], y: &mut [u8]) {
    for position in positions(&pool.shape.output) {
        let [b, oy, ox, channel] = position.as_slice().try_into().expect("four loops");
        let taps = positions(&pool.shape.kernel);
        let values = taps.iter().map(|tap| {
            let (row, column) = (
                oy * pool.shape.window.stride_h + tap[0],
                ox * pool.shape.window.stride_w + tap[1],
            );
            i32::from(x[at(pool.shape.input, [b, row, column, channel])] as i8)
        });
        let value = match pool.kind {
            PoolKind::Max => values.max().expect("a window"),
            PoolKind::L2 => panic!("floats are not built"),
            PoolKind::Average => {
                let mean = values.sum::<i32>() as f64 / taps.len() as f64;
                // Ties are rounded away from zero.
                mean.round() as i32
            }
        };
        let Bounds::Int8([min, max]) = pool.bounds else {
            panic!("{pool:?} is not built");
        };
        y[at(pool.shape.output, [b, oy, ox, channel])] = value.clamp(min.into(), max.into()) as u8;
    }
}

fn average(mean: &Mean, x: &[u8], y: &mut [u8]) {
    let Averages::Int8(arithmetic) = mean.numbers else {
        panic!("{mean:?} is not built");
    };
    let walk = |loops: &[(usize, usize)]| {
        let dims: Vec<usize> = loops.iter().map(|(length, _)| *length).collect();
        let strides: Vec<isize> = loops.iter().map(|&(_, stride)| stride as isize).collect();
        let positions = positions(&dims);
        positions
            .into_iter()
            .map(move |position| dot(&position, &strides) as usize)
    };
    for (from, y) in walk(&mean.kept).zip(y) {
        let sum: i32 = walk(&mean.reduced)
            .map(|at| i32::from(x[from + at] as i8))
            .sum();
        let scaled = arithmetic.scale.apply(sum + arithmetic.bias);
        *y = arithmetic.output.clamp(scaled) as u8;
    }
}

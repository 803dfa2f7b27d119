//! Runs a graph element by element, by what the documentation of its operators says.

use std::collections::HashMap;

use tiny_model_compiler::graph::{
    Binary, BinaryKind, Convolution, Copy, Graph, Kind, Pool, PoolKind, Scales, TensorId,
};
use tiny_model_kernels::op::Binary as _;

/// The bytes of all outputs, where `input` is that of the only input.
pub(crate) fn run(graph: &Graph, input: &[u8]) -> Vec<Vec<u8>> {
    let mut values: HashMap<TensorId, Vec<u8>> = HashMap::new();
    for (id, tensor) in graph.tensors.iter().enumerate() {
        if let Some(constant) = &tensor.constant {
            values.insert(TensorId(id), constant.clone());
        }
    }
    values.insert(graph.inputs[0].tensor, input.to_vec());
    for operator in &graph.operators {
        let length = graph.tensor(operator.output).bytes();
        let mut y = values
            .remove(&operator.output)
            .unwrap_or_else(|| vec![0; length]);
        let inputs: Vec<&[u8]> = operator
            .inputs
            .iter()
            .map(|id| values[id].as_slice())
            .collect();
        match (&operator.kind, inputs.as_slice()) {
            (Kind::View, [x]) => y.copy_from_slice(x),
            (Kind::Fill(value), []) => y.fill(value[0]),
            (Kind::Lookup(table), [x]) => {
                for (y, &x) in y.iter_mut().zip(*x) {
                    *y = table[usize::from(x)] as u8;
                }
            }
            (Kind::Copy(copy), [x]) => copy_box(copy, x, &mut y),
            (Kind::Binary(binary), [x1, x2]) => combine(binary, [x1, x2], &mut y),
            (Kind::Conv2d(conv), [x]) => convolve(conv, false, x, &mut y),
            (Kind::DepthwiseConv2d(conv), [x]) => convolve(conv, true, x, &mut y),
            (Kind::Pool(pool), [x]) => largest(pool, x, &mut y),
            (kind, _) => panic!("{kind:?} is not built"),
        }
        values.insert(operator.output, y);
    }
    let outputs = graph.outputs.iter();
    outputs.map(|port| values[&port.tensor].clone()).collect()
}

/// All positions of nested loops, outermost first.
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

fn combine(binary: &Binary, inputs: [&[u8]; 2], y: &mut [u8]) {
    for (position, y) in positions(&binary.dims).iter().zip(y) {
        let element = |side: usize| {
            let strides = binary.strides[side].iter().map(|&s| s as isize);
            inputs[side][dot(position, &strides.collect::<Vec<_>>()) as usize] as i8
        };
        let (x1, x2) = (element(0), element(1));
        *y = match binary.kind {
            BinaryKind::Add(op) => op.apply(x1, x2),
            BinaryKind::Sub(op) => op.apply(x1, x2),
            BinaryKind::Mul(op) => op.apply(x1, x2),
        } as u8;
    }
}

/// An index into `[batch][height][width][channels]`.
fn at([_, h, w, c]: [usize; 4], [b, y, x, channel]: [usize; 4]) -> usize {
    ((b * h + y) * w + x) * c + channel
}

/// CONV_2D without groups: `bias + Σ weight · x`, where outside of the input there are zero points.
fn convolve(conv: &Convolution, depthwise: bool, x: &[u8], y: &mut [u8]) {
    let [_, height, width, depth] = conv.input;
    let (window, affine) = (conv.window, &conv.affine);
    let Scales::PerTensor(scale) = affine.scales else {
        panic!("scales of channels are not built");
    };
    for position in positions(&conv.output) {
        let [b, oy, ox, channel] = position.as_slice().try_into().expect("four loops");
        let mut sum = affine.bias[channel];
        let read = if depthwise {
            let c = channel / (conv.output[3] / depth);
            c..c + 1
        } else {
            0..depth
        };
        for tap in positions(&[conv.kernel[0], conv.kernel[1], read.len()]) {
            let row =
                (oy * window.stride_h + tap[0] * window.dilation_h).checked_sub(window.pad_top);
            let column =
                (ox * window.stride_w + tap[1] * window.dilation_w).checked_sub(window.pad_left);
            let value = match (row.filter(|&r| r < height), column.filter(|&c| c < width)) {
                (Some(row), Some(column)) => {
                    x[at(conv.input, [b, row, column, read.start + tap[2]])] as i8
                }
                _ => conv.input_zero_point,
            };
            let [kh, kw] = conv.kernel;
            let weight = if depthwise {
                at([1, kh, kw, conv.output[3]], [0, tap[0], tap[1], channel])
            } else {
                at([0, kh, kw, depth], [channel, tap[0], tap[1], tap[2]])
            };
            let weight = conv.weights.values[weight];
            sum += i32::from(weight) * i32::from(value);
        }
        let position = at(conv.output, [b, oy, ox, channel]);
        y[position] = affine.output.clamp(scale.apply(sum)) as u8;
    }
}

/// MAX_POOL_2D without padding.
fn largest(pool: &Pool, x: &[u8], y: &mut [u8]) {
    assert_eq!(pool.kind, PoolKind::Max, "others are not built");
    for position in positions(&pool.output) {
        let [b, oy, ox, channel] = position.as_slice().try_into().expect("four loops");
        let taps = positions(&pool.kernel);
        let values = taps.iter().map(|tap| {
            let (row, column) = (
                oy * pool.window.stride_h + tap[0],
                ox * pool.window.stride_w + tap[1],
            );
            x[at(pool.input, [b, row, column, channel])] as i8
        });
        let value = values.max().expect("a window");
        y[at(pool.output, [b, oy, ox, channel])] = value.clamp(pool.range.0, pool.range.1) as u8;
    }
}

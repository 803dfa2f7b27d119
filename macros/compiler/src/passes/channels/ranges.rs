//! Forwards: the values that every channel can have.

use std::collections::HashMap;

use tiny_model_kernels::op::{self, Binary as _};

use super::links::{Links, channels};
use super::range::{Range, SumRange};
use crate::graph::{
    Averages, Bounds, Element, Form, Graph, Integers, Kind, Layer, Map, MapFunction, Mean,
    Operator, Pool, Tensor, TensorId, Terms, ZipFunction,
};

/// The values of all channels of all tensors.
#[derive(Debug)]
pub(super) struct Ranges(Vec<Vec<Range>>);

impl Ranges {
    /// From what operators do to any values of the model's inputs.
    ///
    /// A channel that several operators write has the values of all.
    pub(super) fn of(graph: &Graph, links: &[Links]) -> Self {
        let unwritten = graph.tensors.iter().map(|tensor| match &tensor.constant {
            Some(bytes) if tensor.element == Element::I8 => constant(tensor, bytes),
            _ => vec![Range::ALL; tensor.shape.last().copied().unwrap_or(1)],
        });
        let mut ranges = Self(unwritten.collect());
        let operators: Vec<&Operator> = graph.operators.iter().collect();
        let mut position = 0;
        for writers in operators.chunk_by(|a, b| a.output == b.output) {
            let output = writers[0].output;
            let mut written = vec![None; channels(graph, output)];
            for operator in writers {
                let values = ranges.written(operator, &links[position], written.len());
                for (written, value) in written.iter_mut().zip(values) {
                    *written = match (*written, value) {
                        (Some(a), Some(b)) => Some(Range::join(a, b)),
                        (a, b) => a.or(b),
                    };
                }
                position += 1;
            }
            ranges.0[output.0] = (written.into_iter())
                .map(|range| range.unwrap_or(Range::ALL))
                .collect();
        }
        ranges
    }

    /// Those of a tensor.
    pub(super) fn tensor(&self, id: TensorId) -> &[Range] {
        &self.0[id.0]
    }

    /// What an operator writes to each of its output's channels; `None` where it does not write.
    fn written(&self, operator: &Operator, links: &Links, channels: usize) -> Vec<Option<Range>> {
        if links.whole.contains(&operator.output) {
            return vec![Some(Range::ALL); channels];
        }
        if let Some((_, integers)) = operator.kind.int8() {
            let sums = self.sums(operator).into_iter();
            let scales = integers.scales.as_slice().iter().cycle();
            let outputs = sums
                .zip(scales)
                .map(|(s, &scale)| s.requantized(scale, integers.output));
            return outputs.map(Some).collect();
        }
        let inputs: Vec<Values> = (operator.inputs.iter().enumerate())
            .map(|(position, &x)| Values::new(self.tensor(x), links, position, channels))
            .collect();
        // A table is gone through once for each range of its input.
        let mut known = HashMap::new();
        let mut look_up = |table: &[i8; 256], x: Range| {
            *known.entry(x).or_insert_with(|| {
                Range::of((x.low..=x.high).map(|x| table[usize::from(x.cast_unsigned())]))
            })
        };
        let value = |channel: usize| match &operator.kind {
            Kind::Map(Map {
                function: MapFunction::Table(table),
                ..
            }) => inputs[0].channels[channel].map(|x| look_up(table, x)),
            kind => value(kind, &inputs, channel),
        };
        (0..channels).map(value).collect()
    }

    /// The sums of a weighted operator's output channels, which see all of their input's.
    pub(super) fn sums(&self, operator: &Operator) -> Vec<SumRange> {
        let Some((layer, integers)) = operator.kind.int8() else {
            return Vec::new();
        };
        let (bias, weights) = (layer.folded_bias(integers), &integers.weights.values);
        let x = padded(layer, integers, self.tensor(operator.inputs[0]));
        match layer.form {
            Form::DepthwiseConv2d => depthwise(weights, &bias, &x),
            _ => sums(weights, &bias, &x),
        }
    }
}

/// The values of an operator's input.
struct Values {
    /// The range of the channel that each output channel is computed from, if it is computed from one.
    channels: Vec<Option<Range>>,
    /// The range of all channels together.
    all: Option<Range>,
}

impl Values {
    fn new(values: &[Range], links: &Links, position: usize, channels: usize) -> Self {
        let mut from = vec![None; channels];
        for pair in links.pairs.iter().filter(|pair| pair.input == position) {
            from[pair.to] = Some(values[pair.from]);
        }
        Self {
            channels: from,
            all: values.iter().copied().reduce(Range::join),
        }
    }
}

fn constant(tensor: &Tensor, bytes: &[u8]) -> Vec<Range> {
    let channels = tensor.shape.last().copied().unwrap_or(1);
    let of = |channel| bytes.iter().skip(channel).step_by(channels.max(1));
    let values = |channel| Range::of(of(channel).map(|byte| byte.cast_signed()));
    (0..channels).map(values).collect()
}

/// The values of an input, and that of padding, if there is some.
fn padded(layer: &Layer, integers: &Integers, x: &[Range]) -> Vec<Range> {
    // Of an int8 input.
    let padding = Range::only(integers.zero_points[0] as i8);
    let is_padded = layer.shape.is_padded();
    let seen = |&range: &Range| match is_padded {
        true => range.join(padding),
        false => range,
    };
    x.iter().map(seen).collect()
}

/// Each output channel's weights are as long as others', and go through all input channels again
/// and again.
fn sums(weights: &[i8], bias: &[i32], x: &[Range]) -> Vec<SumRange> {
    let row = weights.len() / bias.len();
    let rows = weights.chunks_exact(row).zip(bias);
    let sum = |(row, &bias): (&[i8], &i32)| {
        let terms = row.iter().zip(x.iter().cycle());
        terms.fold(SumRange::new(bias), |sums, (&weight, &x)| {
            sums.plus(weight, x)
        })
    };
    rows.map(sum).collect()
}

fn depthwise(weights: &[i8], bias: &[i32], x: &[Range]) -> Vec<SumRange> {
    let channels = bias.len();
    let multiplier = channels / x.len();
    let sum = |(channel, &bias): (usize, &i32)| {
        let weights = weights.iter().skip(channel).step_by(channels);
        let x = x[channel / multiplier];
        weights.fold(SumRange::new(bias), |sums, &weight| sums.plus(weight, x))
    };
    bias.iter().enumerate().map(sum).collect()
}

/// One channel of an operator without weights or a table.
fn value(kind: &Kind, inputs: &[Values], channel: usize) -> Option<Range> {
    let input = |input: usize| inputs[input].channels[channel];
    match kind {
        Kind::Fill(value) => value.first().map(|byte| Range::only(byte.cast_signed())),
        Kind::Copy(_) => input(0),
        // The mean of integers lies between them, and so does what it is rounded to.
        Kind::Pool(Pool {
            bounds: Bounds::Int8([low, high]),
            ..
        }) => input(0).map(|x| x.map(|x| x.max(*low).min(*high))),
        Kind::Mean(Mean {
            numbers: Averages::Int8(numbers),
            reduced,
            ..
        }) => input(0).map(|x| average(*numbers, reduced, x)),
        Kind::Zip(zip) => {
            let [x1, x2] = [0, 1].map(|side| input(side).or(inputs[side].all));
            x1.zip(x2).map(|(x1, x2)| combined(&zip.function, x1, x2))
        }
        _ => Some(Range::ALL),
    }
}

fn average(numbers: op::Mean, reduced: &[(usize, usize)], x: Range) -> Range {
    let count = reduced.iter().map(|(length, _)| length).product();
    let op::Mean {
        bias,
        scale,
        output,
    } = numbers;
    SumRange::of_many(x, count, bias).requantized(scale, output)
}

/// ADD and SUB keep or turn round the order of either input, as their scales are below one: nothing
/// overflows. A product is largest and smallest at the ends of its factors.
fn combined(function: &ZipFunction, x1: Range, x2: Range) -> Range {
    let is_small = |add: &op::Add| {
        let scales = [add.input1, add.input2, add.output_scale];
        scales.iter().all(|scale| scale.shift <= 0)
    };
    match function {
        ZipFunction::Add(Terms::Quantized(add)) if is_small(add) => Range {
            low: add.apply(x1.low, x2.low),
            high: add.apply(x1.high, x2.high),
        },
        ZipFunction::Sub(Terms::Quantized(sub)) if is_small(&sub.0) => Range {
            low: sub.apply(x1.low, x2.high),
            high: sub.apply(x1.high, x2.low),
        },
        ZipFunction::Mul(Terms::Quantized(mul)) => product(mul, x1, x2),
        _ => Range::ALL,
    }
}

fn product(mul: &op::Mul, x1: Range, x2: Range) -> Range {
    let ends = [x1.low, x1.high].map(|x1| {
        [x2.low, x2.high].map(|x2| {
            let x1 = i64::from(x1) + i64::from(mul.input1_offset);
            x1 * (i64::from(x2) + i64::from(mul.input2_offset))
        })
    });
    let ends = ends.as_flattened();
    let low = ends.iter().copied().fold(i64::MAX, i64::min);
    let high = ends.iter().copied().fold(i64::MIN, i64::max);
    SumRange { low, high }.requantized(mul.scale, mul.output)
}

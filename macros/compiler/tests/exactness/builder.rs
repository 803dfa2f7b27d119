//! Graphs from random numbers: each step adds an operator that the shapes of its operands allow.

mod broadcast;
mod layers;

use proptest::sample::Index;
use tiny_model_compiler::graph::{
    Copy, Element, Graph, Kind, Map, Operator, Port, Side, Tensor, TensorId,
};
use tiny_model_compiler::numerics::Quantization;
use tiny_model_kernels::op::{Window, tabulate};
use tiny_model_kernels::requantize::Output;

/// Most elements of a tensor.
const LARGEST: usize = 400;

/// Random numbers that select an operator and its parameters.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) kind: usize,
    pub(crate) operands: [Index; 2],
    /// Whether the first operand is the most recent tensor.
    pub(crate) follows: bool,
    pub(crate) numbers: [u8; 4],
    /// Filters and channels whose weights are zero, one bit for each.
    pub(crate) zeros: [u8; 2],
}

/// A graph under construction. All tensors have four dimensions.
pub(crate) struct Builder {
    graph: Graph,
    index: usize,
}

type Shape = [usize; 4];

impl Builder {
    pub(crate) const KINDS: usize = 16;

    /// Builds the graph of some steps; the last tensor and `outputs` are its outputs.
    pub(crate) fn graph(shape: Shape, steps: &[Step], outputs: &[Index]) -> Graph {
        let mut builder = Self {
            graph: Graph::default(),
            index: 0,
        };
        let input = builder.tensor(shape, None);
        builder.graph.inputs = vec![builder.port(input)];
        for (index, step) in steps.iter().enumerate() {
            builder.index = index;
            builder.step(step);
        }
        let count = builder.graph.tensors.len();
        let mut ids: Vec<TensorId> = outputs.iter().map(|id| TensorId(id.index(count))).collect();
        ids.push(TensorId(count - 1));
        builder.graph.outputs = ids.into_iter().map(|id| builder.port(id)).collect();
        builder.graph
    }

    fn step(&mut self, step: &Step) {
        let tensors = self.graph.tensors.len();
        let [a, b] = step
            .operands
            .map(|operand| TensorId(operand.index(tensors)));
        let a = if step.follows {
            TensorId(tensors - 1)
        } else {
            a
        };
        match step.kind {
            0 | 1 => self.look_up(a, step.numbers),
            2 => self.binary(a, b, step.numbers),
            3 => self.view(a, step.numbers),
            4 => self.concatenation(a, b),
            5 => self.slice(a, step.numbers),
            6 => self.pad(a, step.numbers),
            7 => self.constant(a, step.numbers),
            8 => self.reverse(a, step.numbers),
            9..=11 => self.convolution(a, step.numbers, step.zeros),
            12 => self.fully_connected(a, step.numbers, step.zeros),
            13 => self.pool(a, step.numbers),
            14 => self.mean(a, step.numbers),
            _ => self.patch(a),
        }
    }

    fn shape(&self, id: TensorId) -> Shape {
        let shape = self.graph.tensor(id).shape.as_slice();
        shape.try_into().expect("four dimensions")
    }

    fn tensor(&mut self, shape: Shape, constant: Option<Vec<u8>>) -> TensorId {
        self.graph.add(Tensor {
            name: format!("t{}", self.graph.tensors.len()),
            shape: shape.to_vec(),
            element: Element::I8,
            constant,
        })
    }

    fn port(&self, tensor: TensorId) -> Port {
        let of = self.graph.tensor(tensor);
        Port {
            tensor,
            name: of.name.clone(),
            signature: None,
            labels: Vec::new(),
            shape: of.shape.clone(),
            quantization: Some(Quantization {
                scale: 1.0,
                zero_point: 0,
            }),
        }
    }

    fn emit(&mut self, kind: Kind, inputs: &[TensorId], output: TensorId) {
        self.graph.operators.push(Operator {
            index: self.index,
            name: "STEP",
            kind,
            inputs: inputs.to_vec(),
            state: Vec::new(),
            output,
            others: Vec::new(),
        });
    }

    /// Adds a table: an identity, a clamp, a constant, a permutation, or none of these.
    fn look_up(&mut self, x: TensorId, [which, a, b, _]: [u8; 4]) {
        let [a, b] = [a, b].map(|number| number as i8);
        let (low, high) = (a.min(b), a.max(b));
        let table = match which % 6 {
            0 => tabulate(|x| x),
            1 | 2 => tabulate(|x: i8| x.clamp(low, high)),
            3 => tabulate(|_| a),
            4 => tabulate(|x: i8| x.wrapping_mul(a | 1).wrapping_add(b)),
            _ => tabulate(|x: i8| x / 2 + b / 2),
        };
        let y = self.tensor(self.shape(x), None);
        self.emit(Kind::Map(Map::table(Box::new(table))), &[x], y);
    }

    fn view(&mut self, x: TensorId, [turns, ..]: [u8; 4]) {
        let mut shape = self.shape(x);
        shape.rotate_left(usize::from(turns % 4));
        let y = self.tensor(shape, None);
        self.emit(Kind::View, &[x], y);
    }

    /// Adds a concatenation along the channels.
    fn concatenation(&mut self, a: TensorId, b: TensorId) {
        let [n, h, w, c] = self.shape(a);
        let parts = if self.shape(b)[..3] == [n, h, w] {
            [a, b]
        } else {
            [a, a]
        };
        let channels = parts.map(|part| self.shape(part)[3]);
        let shape = [n, h, w, channels[0] + channels[1]];
        if shape.iter().product::<usize>() > LARGEST {
            return;
        }
        let y = self.tensor(shape, None);
        for (part, at) in parts.into_iter().zip([0, c]) {
            let copy = Copy::into_box(&self.shape(part), &shape, &[0, 0, 0, at]);
            self.emit(Kind::Copy(copy), &[part], y);
        }
    }

    /// Adds a slice: the whole tensor, or a part of one dimension.
    fn slice(&mut self, x: TensorId, [axis, begin, length, _]: [u8; 4]) {
        let whole = self.shape(x);
        let (mut shape, mut at) = (whole, [0; 4]);
        let axis = usize::from(axis % 4);
        at[axis] = usize::from(begin) % whole[axis];
        shape[axis] = 1 + usize::from(length) % (whole[axis] - at[axis]);
        let copy = Copy::new(&shape, Side::part(&whole, &at), Side::whole(&shape));
        let y = self.tensor(shape, None);
        self.emit(Kind::Copy(copy), &[x], y);
    }

    /// Pads height and width, and sometimes batch and channels too, with the convolutions' zero point or
    /// another value. The padding may be empty.
    fn pad(&mut self, x: TensorId, [sides, rarely, value, _]: [u8; 4]) {
        let [n, h, w, c] = self.shape(x);
        let side = |bits: u8| usize::from(sides >> bits & 3).min(2);
        let more = |which: u8| usize::from(rarely % 16 == which);
        let at = [more(1), side(0), side(2), more(2)];
        let shape = [
            n + at[0] + more(3),
            h + side(0) + side(4),
            w + side(2) + side(6),
            c + at[3] + more(4),
        ];
        if shape.iter().product::<usize>() > LARGEST {
            return;
        }
        let fill = if value % 4 == 0 {
            value
        } else {
            ZERO_POINT as u8
        };
        let y = self.tensor(shape, None);
        self.emit(Kind::Fill(vec![fill]), &[], y);
        let copy = Copy::into_box(&[n, h, w, c], &shape, &at);
        self.emit(Kind::Copy(copy), &[x], y);
        // In half of the cases, adds a convolution that folds the padding.
        if value % 2 == 1 {
            self.convolution(y, [rarely, value, sides, 3], [sides & rarely, 0]);
        }
    }

    fn constant(&mut self, like: TensorId, [a, b, ..]: [u8; 4]) {
        let shape = self.shape(like);
        let length: usize = shape.iter().product();
        let values = (0..length).map(|index| (index as u8).wrapping_mul(a).wrapping_add(b));
        self.tensor(shape, Some(values.collect()));
    }

    /// Adds a copy in reverse order, or a transposed copy in which height and width change places.
    fn reverse(&mut self, x: TensorId, [which, ..]: [u8; 4]) {
        let [n, h, w, c] = self.shape(x);
        let mut from = Side::whole(&[n, h, w, c]);
        let shape = if which % 2 == 0 {
            from.start = n * h * w * c - 1;
            from.strides
                .iter_mut()
                .for_each(|stride| *stride = -*stride);
            [n, h, w, c]
        } else {
            from.strides.swap(1, 2);
            [n, w, h, c]
        };
        let y = self.tensor(shape, None);
        let copy = Copy::new(&shape, from, Side::whole(&shape));
        self.emit(Kind::Copy(copy), &[x], y);
    }

    /// Adds a copy of the whole tensor with its first pixel over the last.
    fn patch(&mut self, x: TensorId) {
        let shape @ [n, h, w, c] = self.shape(x);
        let y = self.tensor(shape, None);
        let pixels = n * h * w;
        self.emit(Kind::Copy(Copy::whole(pixels * c)), &[x], y);
        let last = Side::part(&[pixels, c], &[pixels - 1, 0]);
        let copy = Copy::new(&[1, c], Side::whole(&[1, c]), last);
        self.emit(Kind::Copy(copy), &[x], y);
    }
}

/// The zero point of every convolution's input.
const ZERO_POINT: i8 = -3;

/// An output range; half of them clamp nothing.
fn output(a: u8, b: u8) -> Output {
    let [a, b] = [a, b].map(|number| i32::from(number as i8));
    let (min, max) = match a % 2 {
        0 => (-128, 127),
        _ => (a.min(b), a.max(b)),
    };
    Output {
        zero_point: b / 4,
        min,
        max,
    }
}

fn window(stride: usize, pad: usize) -> Window {
    Window {
        stride_h: stride,
        stride_w: stride,
        dilation_h: 1,
        dilation_w: 1,
        pad_top: pad,
        pad_left: pad,
    }
}

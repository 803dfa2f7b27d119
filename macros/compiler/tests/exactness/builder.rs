//! Graphs from random numbers: each step adds an operator that the shapes of its operands allow.

mod broadcast;
mod control;
mod functions;
mod layers;
mod opaque;

use proptest::sample::Index;
use tiny_model_compiler::graph::{
    Copy, Element, Graph, Initial, Kind, Operator, Port, Side, Tensor, TensorId,
};
use tiny_model_compiler::numbers::Quantization;
use tiny_model_kernels::op::Window;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::{Output, Scale};

use crate::elements;

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
    /// Kinds of steps that have a function of int8.
    pub(crate) const OF_INT8: usize = 16;
    /// All kinds of steps.
    pub(crate) const ALL: usize = 21;

    /// Builds the graph of some steps from an input; the last tensor and `outputs` are its outputs.
    pub(crate) fn graph(
        (shape, element): (Shape, Element),
        steps: &[Step],
        outputs: &[Index],
    ) -> Graph {
        let mut builder = Self::new();
        let input = builder.tensor(shape, element, None);
        builder.graph.inputs = vec![builder.port(input)];
        for (index, step) in steps.iter().enumerate() {
            builder.index = index;
            builder.step(step);
        }
        let tensors = builder.activations();
        let mut ids: Vec<TensorId> = outputs.iter().map(|id| *id.get(&tensors)).collect();
        ids.extend(tensors.last());
        builder.graph.outputs = ids.into_iter().map(|id| builder.port(id)).collect();
        builder.graph
    }

    fn new() -> Self {
        Self {
            graph: Graph::default(),
            index: 0,
        }
    }

    /// All tensors except state.
    fn activations(&self) -> Vec<TensorId> {
        let ids = (0..self.graph.tensors.len()).map(TensorId);
        ids.filter(|&id| !self.graph.is_state(id)).collect()
    }

    fn step(&mut self, step: &Step) {
        let tensors = self.activations();
        let [a, b] = step.operands.map(|operand| *operand.get(&tensors));
        let a = if step.follows {
            *tensors.last().expect("the input")
        } else {
            a
        };
        let numbers = step.numbers;
        match (step.kind, self.element(a)) {
            (0 | 1, Element::I8) => self.look_up(a, numbers),
            (2, _) => self.binary(a, b, numbers),
            (3, _) => self.view(a, numbers),
            (4, _) => self.concatenation(a, b),
            (5, _) => self.slice(a, numbers),
            (6, _) => self.pad(a, numbers),
            (7, _) => self.constant(a, numbers),
            (8, _) => self.reverse(a, numbers),
            (15, _) => self.patch(a),
            (20, _) => self.control([a, b], numbers),
            (19, _) => self.opaque(a, numbers),
            (18, _) => self.convert(a, numbers),
            // Other operators have no kernels of these.
            (_, Element::Bool | Element::I32) => self.binary(a, b, numbers),
            (9..=11, _) => self.convolution(a, numbers, step.zeros),
            (12, _) => self.fully_connected(a, numbers, step.zeros),
            (13, _) => self.pool(a, numbers),
            (14, _) => self.mean(a, numbers),
            _ => self.function(a, numbers),
        }
    }

    fn element(&self, id: TensorId) -> Element {
        self.graph.tensor(id).element
    }

    fn shape(&self, id: TensorId) -> Shape {
        let shape = self.graph.tensor(id).shape.as_slice();
        shape.try_into().expect("four dimensions")
    }

    fn tensor(&mut self, shape: Shape, element: Element, constant: Option<Vec<u8>>) -> TensorId {
        self.graph.add(Tensor {
            name: format!("t{}", self.graph.tensors.len()),
            shape: shape.to_vec(),
            element,
            constant,
        })
    }

    fn port(&self, tensor: TensorId) -> Port {
        let of = self.graph.tensor(tensor);
        let is_quantized = matches!(of.element, Element::I8 | Element::I16);
        Port {
            tensor,
            name: of.name.clone(),
            signature: None,
            labels: Vec::new(),
            shape: of.shape.clone(),
            quantization: is_quantized.then_some(Quantization {
                scale: 1.0,
                zero_point: 0,
            }),
        }
    }

    /// Adds a constant whose elements a random byte each stands for.
    fn constant_of(
        &mut self,
        shape: Shape,
        element: Element,
        byte: impl Fn(usize) -> u8,
    ) -> TensorId {
        let indices = 0..shape.iter().product();
        let bytes = indices.flat_map(|index| elements::element(element, byte(index)));
        let bytes = bytes.collect();
        self.tensor(shape, element, Some(bytes))
    }

    /// Adds state, which is 0 first.
    fn state(&mut self, length: usize, element: Element) -> TensorId {
        let id = self.tensor([1, 1, 1, length], element, None);
        self.graph.state.insert(id, Initial::Filled(0));
        id
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

    fn view(&mut self, x: TensorId, [turns, ..]: [u8; 4]) {
        let mut shape = self.shape(x);
        shape.rotate_left(usize::from(turns % 4));
        let y = self.tensor(shape, self.element(x), None);
        self.emit(Kind::View, &[x], y);
    }

    /// Adds a concatenation along the channels.
    fn concatenation(&mut self, a: TensorId, b: TensorId) {
        let [n, h, w, c] = self.shape(a);
        let element = self.element(a);
        let parts = if self.shape(b)[..3] == [n, h, w] && self.element(b) == element {
            [a, b]
        } else {
            [a, a]
        };
        let channels = parts.map(|part| self.shape(part)[3]);
        let shape = [n, h, w, channels[0] + channels[1]];
        if shape.iter().product::<usize>() > LARGEST {
            return;
        }
        let y = self.tensor(shape, element, None);
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
        let y = self.tensor(shape, self.element(x), None);
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
        let element = self.element(x);
        let fill = match element {
            _ if value % 8 == 0 => elements::element(element, value),
            // As near to what is as good as nothing as may be.
            Element::I8 if value % 8 == 4 => vec![(ZERO_POINT + 1) as u8],
            Element::I16 if value % 8 == 4 => vec![1, 0],
            Element::I8 => vec![ZERO_POINT as u8],
            _ => vec![0; element.size()],
        };
        let y = self.tensor(shape, self.element(x), None);
        self.emit(Kind::Fill(fill), &[], y);
        let copy = Copy::into_box(&[n, h, w, c], &shape, &at);
        self.emit(Kind::Copy(copy), &[x], y);
        // In most cases, adds a convolution, which may fold the padding.
        if value % 4 != 2 && !matches!(element, Element::Bool | Element::I32) {
            self.convolution(y, [rarely, value, sides, 3], [sides & rarely, 0]);
        }
    }

    fn constant(&mut self, like: TensorId, [a, b, ..]: [u8; 4]) {
        let (shape, element) = (self.shape(like), self.element(like));
        self.constant_of(shape, element, |index| {
            (index as u8).wrapping_mul(a).wrapping_add(b)
        });
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
        let y = self.tensor(shape, self.element(x), None);
        let copy = Copy::new(&shape, from, Side::whole(&shape));
        self.emit(Kind::Copy(copy), &[x], y);
    }

    /// Adds a copy of the whole tensor with its first pixel over the last.
    fn patch(&mut self, x: TensorId) {
        let shape @ [n, h, w, c] = self.shape(x);
        let y = self.tensor(shape, self.element(x), None);
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

/// The same range of another type of integers.
fn output_as(element: Element, a: u8, b: u8) -> Output {
    let output = output(a, b);
    match element {
        Element::I16 => Output {
            zero_point: 0,
            min: output.min * 256,
            max: output.max * 256 + 255,
        },
        _ => output,
    }
}

/// A range of floats; half of them clamp nothing.
fn range(a: u8, b: u8) -> Range {
    let Output { min, max, .. } = output(a, b);
    match a % 2 {
        0 => Range::FINITE,
        _ => Range {
            min: min as f32 * 0.1,
            max: max as f32 * 0.1,
        },
    }
}

/// A scale of a half to a power.
fn scale(shift: i32) -> Scale {
    Scale {
        multiplier: 1 << 30,
        shift,
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

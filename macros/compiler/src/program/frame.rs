//! From a kernel's call to a step: tensors and scratch are borrowed, each by a name.

use super::borrow::{Borrows, Joint, Slot};
use super::map::Mapper;
use super::nested;
use super::rows::{self, Slide, Strip};
use super::step::{self, Action, Given, Step};
use crate::backend::Site;
use crate::call::{Argument, Call, Data, Dims, Marker, Sums, Type, Value};
use crate::diagnostics::tensor_name;
use crate::graph::{Graph, Operator, Tensor, TensorId};
use crate::schedule::{Flow, Plan, Scheduled, Stream};

/// A step while it is made.
pub(super) struct Frame<'a, 'm> {
    /// The way to its subgraph: `if_0__then_branch__`.
    pub(super) scope: &'a str,
    graph: &'a Graph,
    plan: &'a Plan,
    pub(super) map: &'m mut Mapper<'a>,
    pub(super) operator: &'a Operator,
    index: usize,
    pub(super) markers: Vec<Marker>,
    pub(super) data: Vec<Data>,
    strip: Option<Strip>,
    in_arena: Borrows,
    in_state: Borrows,
    io: Option<Joint>,
    images: usize,
    pub(super) given: Option<Given>,
}

/// The steps of the graph that a map is of, in order. `scope` is the way to it: `if_0__then_branch__`.
pub(super) fn steps<'a>(
    scope: &'a str,
    scheduled: &'a Scheduled,
    map: &mut Mapper<'a>,
) -> Vec<Step> {
    let steps = 0..map.graph.operators.len();
    steps
        .map(|index| Frame::new(scope, map, index).step(scheduled))
        .collect()
}

impl<'a, 'm> Frame<'a, 'm> {
    fn new(scope: &'a str, map: &'m mut Mapper<'a>, index: usize) -> Self {
        Self {
            scope,
            graph: map.graph,
            plan: map.plan,
            operator: &map.graph.operators[index],
            map,
            index,
            markers: Vec::new(),
            data: Vec::new(),
            strip: None,
            in_arena: Borrows::default(),
            in_state: Borrows::default(),
            io: None,
            images: 1,
            given: None,
        }
    }

    fn step(mut self, scheduled: &Scheduled) -> Step {
        let control = self
            .operator
            .control()
            .zip(scheduled.nested[self.index].as_deref());
        let action = match control {
            Some((control, both)) => nested::action(control, both, &mut self),
            None => {
                let site = Site {
                    graph: self.graph,
                    operator: self.operator,
                    is_over_second: self.is_over(1),
                };
                let call = scheduled.kernels[self.index].call(&site);
                self.action(call)
            }
        };
        let stream = self.stream();
        let slides = stream.map(|stream| Slide::all(self.graph, stream, self.index, self.map));
        Step {
            name: self.name(),
            doc: self.doc(),
            section: None,
            arena: self.plan.arena,
            state: (!self.in_state.is_empty()).then_some(self.plan.state_bytes),
            stride: stream.map(|stream| rows::stride(self.graph, stream, self.index)),
            flows: stream.map(|stream| stream.flows.len()),
            markers: self.markers,
            data: self.data,
            strip: self.strip,
            in_arena: self.in_arena,
            in_state: self.in_state,
            io: self.io,
            action,
            slides: slides.unwrap_or_default(),
            given: self.given,
        }
    }

    /// The name of its function.
    pub(super) fn name(&self) -> String {
        step::name(self.operator, self.index)
    }

    fn doc(&self) -> String {
        let output = self.graph.tensor(self.operator.output);
        format!(
            "Operator {}: {} `{}`, {}.",
            self.operator.index,
            self.operator.name,
            tensor_name(&output.name).replace('`', "'"),
            crate::diagnostics::dimensions(&output.shape),
        )
    }

    /// The way to the steps of a subgraph.
    pub(super) fn inner_scope(&self, name: &str) -> String {
        format!("{}{}__{name}__", self.scope, self.name())
    }

    fn action(&mut self, call: Call) -> Action {
        let Call {
            values,
            may_end_run,
            sums,
        } = call;
        if let Some((stream, sums)) = self.stream().zip(sums)
            && stream.steps[self.index].sums
        {
            return self.sums(stream, sums);
        }
        let values = values
            .into_iter()
            .map(|value| self.resolve(value))
            .collect();
        Action::Calls {
            values,
            images: self.images,
            may_end_run,
        }
    }

    /// A global pooling by strips.
    fn sums(&mut self, stream: &'a Stream, Sums { channels, finish }: Sums) -> Action {
        let [flow, _] = self.flows(stream, 0);
        let width = flow.row / channels;
        let x = self.read(0, Dims::from([flow.rows, width, channels]));
        let finish = self.resolve(finish);
        let slot = Slot {
            ty: Type::Primitive("i32").array(&[channels]),
            at: self.map.sums(),
        };
        self.in_arena.writes.push(("sums".to_owned(), slot));
        self.strip = Some(Strip::new(self.graph, stream, self.index, 0));
        Action::Sums {
            x,
            output: self.index + 1,
            height: flow.height,
            finish,
        }
    }

    /// The name of an argument, which is borrowed.
    pub(super) fn argument(&mut self, argument: Argument) -> Value {
        match argument {
            Argument::Input(position, dims) => self.read(position, dims),
            Argument::Output(position, dims) => self.write(position, dims),
            Argument::State(position, name, ty) => {
                self.write_as(name.to_owned(), self.operator.state[position], ty)
            }
            Argument::Scratch(name, ty) => {
                let at = self.map.scratch(self.index);
                let slot = Slot { ty, at };
                self.in_arena.writes.push((name.to_owned(), slot));
                Value::local(name)
            }
            Argument::Flat(position) => self.flat(position),
            Argument::Meeting(position) => self.meeting(position),
            Argument::Images(x, y) => self.images(x, y),
            Argument::PadTop(rows) => match self.stream() {
                Some(_) => Value::Field(Box::new(Value::local("strip")), "pad_top"),
                None => Value::Integer(rows as i64),
            },
            Argument::Rows(x, y) => self.io(0, x, y).method("rows", []),
            Argument::OverScratch(x, scratch) => self.over_scratch(x, scratch),
            Argument::Sums => Value::local("sums"),
        }
    }

    /// The input at a position as an array, in the arena or in flash.
    fn read(&mut self, position: usize, dims: Dims) -> Value {
        let id = self.operator.inputs[position];
        let tensor = self.graph.tensor(id);
        let ty = tensor.seen_as(&dims);
        let name = match self.operator.inputs.len() {
            1 => "x".to_owned(),
            _ => format!("x{}", position + 1),
        };
        if let Some(bytes) = &tensor.constant {
            let table = Value::table(name.to_ascii_uppercase(), ty, bytes.clone());
            return self.resolve(table).borrowed();
        }
        let slot = self.slot(id, ty);
        self.borrows_of(id).reads.push((name.clone(), slot));
        Value::local(name)
    }

    /// The output at a position as an array.
    fn write(&mut self, position: usize, dims: Dims) -> Value {
        let name = match self.operator.others.len() {
            0 => "y".to_owned(),
            _ => format!("y{}", position + 1),
        };
        let mut outputs = self.operator.outputs().skip(position);
        let id = outputs.next().unwrap_or(self.operator.output);
        self.write_as(name, id, self.graph.tensor(id).seen_as(&dims))
    }

    fn write_as(&mut self, name: String, id: TensorId, ty: Type) -> Value {
        let slot = self.slot(id, ty);
        self.borrows_of(id).writes.push((name.clone(), slot));
        Value::local(name)
    }

    /// An input and the output as `io`.
    fn io(&mut self, position: usize, x: Dims, y: Dims) -> Value {
        let (input, output) = (self.operator.inputs[position], self.operator.output);
        let is_placed = |id| self.plan.offset(id).is_some();
        self.io = Some(if is_placed(input) && is_placed(output) {
            let [x, y] = [(input, x), (output, y)]
                .map(|(id, dims)| self.slot(id, self.graph.tensor(id).seen_as(&dims)));
            Joint::Shared(x, y)
        } else {
            Joint::Apart(self.read(position, x), self.write(0, y))
        });
        Value::local("io")
    }

    fn over_scratch(&mut self, x: Dims, scratch: Type) -> Value {
        let input = self.operator.inputs[0];
        self.io = Some(if self.plan.offset(input).is_some() {
            let x = self.slot(input, self.graph.tensor(input).seen_as(&x));
            let at = self.map.scratch(self.index);
            Joint::Shared(x, Slot { ty: scratch, at })
        } else {
            let x = self.read(0, x);
            Joint::Apart(x, self.argument(Argument::Scratch("scratch", scratch)))
        });
        Value::local("io")
    }

    fn flat(&mut self, position: usize) -> Value {
        let Some(stream) = self.stream() else {
            return self.io(position, Dims::Flat, Dims::Flat).method("rows", []);
        };
        let [x, y] = self.flows(stream, position).map(|flow| self.rows_of(flow));
        self.strip = Some(Strip::new(self.graph, stream, self.index, position));
        let io = self.io(position, x, y);
        io.method("strip", [Value::local("strip").borrowed()])
            .method("flat", [])
    }

    fn meeting(&mut self, position: usize) -> Value {
        let Some(stream) = self.stream() else {
            return self.read(position, Dims::Flat);
        };
        let [flow, _] = self.flows(stream, position);
        let x = self.read(position, self.rows_of(flow));
        let rows = Box::new(Value::local("rows"));
        let rows = Value::Element(rows, stream.steps[self.index].inputs[position]);
        Value::call("meeting", [x, rows, Value::local("strip").borrowed()])
    }

    /// Rows of images, one image after another; or of the strip.
    fn images(&mut self, x: [usize; 4], y: [usize; 4]) -> Value {
        if let Some(stream) = self.stream() {
            let [from, to] = self.flows(stream, 0);
            let [x, y] =
                [(from, x), (to, y)].map(|(flow, dims)| Dims::from([flow.rows, dims[2], dims[3]]));
            self.strip = Some(Strip::new(self.graph, stream, self.index, 0));
            let strip = Value::local("strip").borrowed();
            return self.io(0, x, y).method("strip", [strip]);
        }
        self.images = x[0];
        let [x, y] = [x, y].map(|dims| match dims {
            [1, rest @ ..] => rest.into(),
            all => all.into(),
        });
        let io = self.io(0, x, y);
        match self.images {
            1 => io.method("rows", []),
            _ => io.method("image", [Value::local("image")]),
        }
    }

    /// The rows of a tensor that are in memory.
    fn rows_of(&self, flow: &Flow) -> Dims {
        let size = self.graph.tensor(flow.tensor).element.size();
        [flow.rows, flow.row / size].into()
    }

    /// The stream, if the operator is a part of it.
    fn stream(&self) -> Option<&'a Stream> {
        let stream = self.plan.stream.as_ref();
        stream.filter(|stream| self.index < stream.steps.len())
    }

    /// The flows of an input and of the output.
    fn flows(&self, stream: &'a Stream, position: usize) -> [&'a Flow; 2] {
        let input = stream.steps[self.index].inputs[position];
        [input, self.index + 1].map(|flow| &stream.flows[flow])
    }

    /// Returns whether the output lies over the input at a position. Strips of different tensors lie apart from each
    /// other.
    fn is_over(&self, position: usize) -> bool {
        let place = |id: TensorId| {
            let start = self.plan.offset(id)?;
            Some((start, start + self.graph.tensor(id).bytes()))
        };
        let input = self.operator.inputs.get(position).copied().and_then(place);
        match (input, place(self.operator.output)) {
            (Some(x), Some(y)) if self.stream().is_none() => x.0 < y.1 && y.0 < x.1,
            _ => false,
        }
    }

    fn slot(&mut self, id: TensorId, ty: Type) -> Slot {
        let at = self.map.tensor(id);
        Slot { ty, at }
    }

    /// What is borrowed of the memory that a tensor lies in.
    fn borrows_of(&mut self, id: TensorId) -> &mut Borrows {
        match self.plan.state.contains_key(&id) {
            true => &mut self.in_state,
            false => &mut self.in_arena,
        }
    }
}

impl Tensor {
    /// The type of all its elements in a row.
    pub(crate) fn ty(&self) -> Type {
        self.element.ty().array(&[self.len()])
    }

    fn seen_as(&self, dims: &Dims) -> Type {
        match dims {
            Dims::Flat => self.ty(),
            Dims::Array(dims) => self.element.ty().array(dims),
        }
    }
}

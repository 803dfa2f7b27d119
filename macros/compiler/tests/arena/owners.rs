//! The owner of each byte of the arena: checks a plan by walking through a run, and uses only the
//! offsets from the planner.

use std::ops::Range;

use tiny_model_compiler::graph::{Form, Graph, Kind, TensorId};
use tiny_model_compiler::schedule::{Over, Plan, Stream};
use tiny_model_kernels::stream::Rows;

/// A byte of a tensor that is not part of another tensor.
type Owner = (TensorId, usize);

pub(crate) struct Owners<'a> {
    graph: &'a Graph,
    plan: &'a Plan,
    /// The owners of the arena's bytes, followed by those of the state's bytes.
    bytes: Vec<Option<Owner>>,
}

impl<'a> Owners<'a> {
    pub(crate) fn new(graph: &'a Graph, plan: &'a Plan) -> Self {
        Self {
            graph,
            plan,
            bytes: vec![None; plan.arena + plan.state_bytes],
        }
    }

    /// Panics where a step reads bytes that have been overwritten.
    pub(crate) fn walk(mut self) {
        let mut first = 0;
        for &state in self.plan.state.keys() {
            self.write(state, self.whole(state));
        }
        match &self.plan.stream {
            Some(stream) => {
                self.stream(stream);
                first = stream.steps.len();
            }
            None => self.write_inputs(),
        }
        for step in first..self.graph.operators.len() {
            self.step(step);
        }
        for port in &self.graph.outputs {
            self.assert_there(port.tensor, self.whole(port.tensor), "at the end");
        }
        for &state in self.plan.state.keys() {
            self.assert_there(state, self.whole(state), "for the next run");
        }
    }

    fn write_inputs(&mut self) {
        for port in &self.graph.inputs {
            self.write(port.tensor, self.whole(port.tensor));
        }
        for port in &self.graph.inputs {
            self.assert_there(port.tensor, self.whole(port.tensor), "after the inputs");
        }
    }

    /// Checks an operator whose tensors are whole.
    fn step(&mut self, step: usize) {
        let operator = &self.graph.operators[step];
        self.scribble(step);
        let over = |input: &&TensorId| {
            let position = operator.inputs.iter().position(|other| other == *input);
            let mut overlaps = self.plan.overlaps.iter();
            overlaps.find(|over| {
                over.over == Over::Output && over.step == step && Some(over.input) == position
            })
        };
        // A kernel writes while it still reads, except where it allows its output to lie over an input:
        // its own tests show that it does not need the bytes that it overwrites.
        for input in &operator.inputs {
            if let Some(over) = over(&input) {
                let [x, y] = [*input, operator.output].map(|tensor| self.start(tensor));
                let size = self.graph.tensor(operator.output).bytes();
                let right = y >= x + self.graph.tensor(*input).bytes()
                    || x >= y && over.overlap.allows(x - y, size);
                assert!(right, "step {step} may not write over its input like that");
                self.assert_there(*input, self.whole(*input), "when a step begins");
            }
        }
        let apart = operator.inputs.iter().filter(|input| over(input).is_none());
        let apart: Vec<TensorId> = apart.copied().collect();
        let outputs: Vec<TensorId> = operator.outputs().collect();
        for &output in &outputs {
            self.write(output, self.whole(output));
        }
        for output in outputs {
            self.assert_there(output, self.whole(output), "by another output");
        }
        for &state in &operator.state {
            self.assert_there(state, self.whole(state), "when a step ends");
        }
        for input in apart {
            self.assert_there(input, self.whole(input), "when a step ends");
        }
    }

    /// Checks the sweeps of a stream.
    fn stream(&mut self, stream: &Stream) {
        let mut rows = stream.start();
        if stream.fed.is_none() {
            self.write_inputs();
        }
        for _ in 0..stream.sweeps {
            for _ in 0..stream.fed.unwrap_or(0) {
                if rows[0].end() < stream.flows[0].height {
                    let at = rows[0].len();
                    rows[0].push();
                    self.write_row(stream, 0, rows[0], at);
                }
            }
            for step in 0..stream.steps.len() {
                self.strip(stream, &mut rows, step);
            }
        }
        let last = stream.flows.last().expect("an output");
        assert_eq!(rows.last().map(|rows| rows.end()), Some(last.height));
    }

    fn strip(&mut self, stream: &Stream, rows: &mut [Rows], step: usize) {
        self.scribble(step);
        let inputs = &stream.steps[step].inputs;
        let limit = inputs.iter().map(|&input| rows[input].end()).min();
        let shortest = inputs
            .iter()
            .find(|&&input| Some(rows[input].end()) == limit);
        let shortest = rows[*shortest.expect("an input")];
        let before = rows[step + 1];
        let stride = stream.steps[step].stride;
        let strip = stride.next(shortest, &mut rows[step + 1]);
        let seen = strip.x.start + shortest.end() - shortest.len()
            ..strip.x.end + shortest.end() - shortest.len();
        for &input in inputs {
            for row in seen.clone() {
                self.assert_row(stream, input, rows[input], row, step);
            }
        }
        let output = &stream.flows[step + 1];
        match output.row {
            0 if rows[step + 1].end() == output.height => {
                self.write(output.tensor, self.whole(output.tensor));
            }
            _ => {
                for at in before.len()..rows[step + 1].len() {
                    self.write_row(stream, step + 1, rows[step + 1], at);
                }
            }
        }
        for flow in stream.ending(step) {
            let needed = stream.flows[flow].readers.iter().map(|&reader| {
                let stride = stream.steps[reader].stride;
                stride.needed(rows[reader + 1])
            });
            let kept = rows[flow].forget(needed.min().expect("a reader"));
            let (row, start) = (
                stream.flows[flow].row,
                self.start(stream.flows[flow].tensor),
            );
            self.bytes
                .copy_within(start + kept.start * row..start + kept.end * row, start);
        }
    }

    /// Marks the row at a place of a flow's buffer as written.
    fn write_row(&mut self, stream: &Stream, flow: usize, rows: Rows, at: usize) {
        let flow = &stream.flows[flow];
        assert!(at < flow.rows, "the buffer has room");
        let (start, first) = (self.start(flow.tensor), rows.end() - rows.len());
        for byte in 0..flow.row {
            let owner = (flow.tensor, (first + at) * flow.row + byte);
            self.bytes[start + at * flow.row + byte] = Some(owner);
        }
    }

    fn assert_row(&self, stream: &Stream, flow: usize, rows: Rows, row: usize, step: usize) {
        let flow = &stream.flows[flow];
        let at = row - (rows.end() - rows.len());
        let start = self.start(flow.tensor) + at * flow.row;
        for byte in 0..flow.row {
            assert_eq!(
                self.bytes[start + byte],
                Some((flow.tensor, row * flow.row + byte)),
                "row {row} of `{}` when step {step} reads it",
                self.graph.tensor(flow.tensor).name
            );
        }
    }

    /// Returns the byte of the outermost tensor that is the given byte of a tensor.
    fn owner(&self, mut tensor: TensorId, mut byte: usize) -> Owner {
        while let Some(part) = self.graph.parts.get(&tensor) {
            byte += part.offset;
            tensor = part.whole;
        }
        (tensor, byte)
    }

    fn start(&self, tensor: TensorId) -> usize {
        let state = self.plan.state.get(&tensor);
        let state = state.map(|offset| self.plan.arena + offset);
        state.or_else(|| self.plan.offset(tensor)).expect("a place")
    }

    fn whole(&self, tensor: TensorId) -> Range<usize> {
        0..self.graph.tensor(tensor).bytes()
    }

    fn write(&mut self, tensor: TensorId, bytes: Range<usize>) {
        let start = self.start(tensor);
        for byte in bytes {
            self.bytes[start + byte] = Some(self.owner(tensor, byte));
        }
    }

    /// A kernel may write its scratch before it reads its inputs, except for a row that it expands in
    /// place.
    fn scribble(&mut self, step: usize) {
        let scratch = &self.plan.scratch[step];
        let operator = &self.graph.operators[step];
        let expands =
            matches!(&operator.kind, Kind::Layer(layer) if layer.form == Form::FullyConnected);
        for byte in &mut self.bytes[scratch.offset..scratch.end()] {
            let is_input = byte.is_some_and(|(tensor, _)| operator.inputs.contains(&tensor));
            if !(expands && is_input) {
                *byte = None;
            }
        }
        if let Some(sums) = self.plan.sums.as_ref().filter(|_| self.is_sums(step)) {
            self.bytes[sums.offset..sums.end()].fill(None);
        }
    }

    fn is_sums(&self, step: usize) -> bool {
        let stream = self.plan.stream.as_ref();
        let step = stream.and_then(|stream| stream.steps.get(step));
        step.is_some_and(|step| step.sums)
    }

    fn assert_there(&self, tensor: TensorId, bytes: Range<usize>, when: &str) {
        if self.graph.tensor(tensor).constant.is_some() {
            return;
        }
        let start = self.start(tensor);
        for byte in bytes {
            assert_eq!(
                self.bytes[start + byte],
                Some(self.owner(tensor, byte)),
                "`{}` is overwritten {when}",
                self.graph.tensor(tensor).name
            );
        }
    }
}

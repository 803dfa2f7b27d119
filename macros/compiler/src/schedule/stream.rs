//! Row streaming: the first operators of a graph compute a strip of rows at a time.
//!
//! In each sweep, every operator computes the rows that its input allows, up to a strip. Only the few
//! rows of a tensor that later windows read again stay in memory: the *kept* rows, at the start of its
//! buffer. The rest of the buffer is in use only from the operator that writes the tensor to the last
//! one that reads it, so that the strips of different tensors share memory. Nothing is computed twice.
//!
//! ```text
//! sweep:  input ─▶ strip of tensor 1 ─▶ strip of tensor 2 ─▶ … ─▶ rows of the last tensor, which is whole
//! ```
//!
//! The number of rows in memory is found by a simulation that uses the same functions as a run.

mod geometry;
mod simulate;

use std::collections::HashMap;

use tiny_model_kernels::stream::Stride;

use super::Lifetime;
use crate::graph::{Graph, TensorId};

/// Most operators that may stream: more than any network has before its images are small.
const MOST_OPERATORS: usize = 512;

/// The operators at the start of a graph that stream.
#[derive(Debug, Clone)]
pub struct Stream {
    /// The graph's first operators.
    pub steps: Vec<StreamStep>,
    /// The tensors that they read and write: first the input, then the output of each step.
    pub flows: Vec<Flow>,
    /// Number of times that each operator is called.
    pub sweeps: usize,
    /// Rows of input that the caller feeds before each sweep; `None` if the input is whole.
    pub fed: Option<usize>,
}

/// A number of rows of the last tensor that are computed in a number of sweeps. These sweeps compute as
/// many rows of other tensors as this takes, but at least one in each sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    rows: usize,
    sweeps: usize,
}

impl Pace {
    /// `rows` rows in `sweeps` sweeps; neither is 0.
    pub const fn rows(rows: usize, sweeps: usize) -> Self {
        Self { rows, sweeps }
    }
}

/// One operator that streams.
#[derive(Debug, Clone)]
pub struct StreamStep {
    /// The rows of input that each row of output needs.
    pub stride: Stride,
    /// Whether the step adds up all rows into one pixel: global pooling, with sums over rows.
    pub sums: bool,
    /// Indices of the flows that it reads.
    pub inputs: Vec<usize>,
}

/// A tensor that is computed by rows.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The tensor.
    pub tensor: TensorId,
    /// Bytes of a row; 0 for an output of sums, whose rows are only counted.
    pub row: usize,
    /// Rows of the tensor.
    pub height: usize,
    /// The steps that read it.
    pub readers: Vec<usize>,
    /// Most rows in memory.
    pub rows: usize,
    /// Most rows in memory between sweeps.
    pub kept: usize,
}

impl Stream {
    /// A stream of the first `operators` operators in strips of the last tensor. The input is whole in
    /// memory, or fed row by row.
    ///
    /// Returns `None` if the operators cannot stream, or leave more than one tensor to the operators
    /// that follow.
    pub fn new(graph: &Graph, operators: usize, pace: Pace, fed: bool) -> Option<Self> {
        let mut stream = Self::chain(graph, operators)?;
        let last = stream.flows.last()?.height;
        let share = |height: usize| (pace.rows * height).div_ceil(pace.sweeps * last);
        for step in &mut stream.steps {
            step.stride.most = share(step.stride.output);
        }
        stream.fed = fed.then(|| share(stream.flows[0].height));
        stream.simulate()?;
        Some(stream)
    }

    /// The steps of all operators that stream.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime {
            first: 0,
            last: self.steps.len().saturating_sub(1),
        }
    }

    /// The most operators that may stream.
    pub fn longest(graph: &Graph) -> usize {
        let mut operators = 0;
        while operators < MOST_OPERATORS && Self::links(graph, operators + 1).is_some() {
            operators += 1;
        }
        operators
    }

    /// A stream of operators that leave one tensor to the operators that follow.
    fn chain(graph: &Graph, operators: usize) -> Option<Self> {
        let stream = Self::links(graph, operators)?;
        let rest = &graph.operators[operators..];
        let is_needed_later = |tensor: TensorId| {
            let ports = &graph.outputs;
            rest.iter()
                .any(|operator| operator.inputs.contains(&tensor))
                || ports.iter().any(|port| port.tensor == tensor)
        };
        let (_, inner) = stream.flows.split_last()?;
        let leaves_one = inner
            .iter()
            .all(|flow| !flow.readers.is_empty() && !is_needed_later(flow.tensor))
            && stream.flows.iter().all(|flow| graph.is_alone(flow.tensor));
        leaves_one.then_some(stream)
    }

    /// A stream of operators each of which works by rows.
    fn links(graph: &Graph, operators: usize) -> Option<Self> {
        let [port] = graph.inputs.as_slice() else {
            return None;
        };
        let mut stream = Self {
            steps: Vec::new(),
            flows: vec![Flow::new(port.tensor)],
            sweeps: 0,
            fed: None,
        };
        let mut index = HashMap::from([(port.tensor, 0)]);
        for (position, operator) in graph.operators.get(..operators)?.iter().enumerate() {
            let inputs = operator
                .inputs
                .iter()
                .map(|input| index.get(input).copied());
            let inputs: Vec<usize> = inputs.collect::<Option<_>>()?;
            let height = stream.flows[*inputs.first()?].height;
            let (stride, sums) = geometry::by_rows(graph, operator, height)?;
            if sums && position + 1 < operators {
                return None;
            }
            for &input in &inputs {
                stream.flows[input].read(graph, stride.input, position)?;
            }
            let mut output = Flow::new(operator.output);
            output.height = stride.output;
            if !sums {
                output.set_height(graph, stride.output)?;
            }
            stream.flows.push(output);
            index
                .insert(operator.output, position + 1)
                .is_none()
                .then_some(())?;
            stream.steps.push(StreamStep {
                stride,
                sums,
                inputs,
            });
        }
        Some(stream)
    }
}

impl StreamStep {
    /// The most input rows that one call reads, and the most output rows that it computes.
    pub fn heights(&self) -> [usize; 2] {
        let Stride {
            taps,
            step,
            input,
            output,
            most,
            ..
        } = self.stride;
        [((most - 1) * step + taps).min(input), most.min(output)]
    }
}

impl Flow {
    fn new(tensor: TensorId) -> Self {
        Self {
            tensor,
            row: 0,
            height: 0,
            readers: Vec::new(),
            rows: 0,
            kept: 0,
        }
    }

    /// Records a step that reads the tensor as `height` rows.
    fn read(&mut self, graph: &Graph, height: usize, step: usize) -> Option<()> {
        self.readers.push(step);
        self.set_height(graph, height)
    }

    /// Sets the number of rows. Returns `None` if another number was set, or if the bytes do not divide
    /// into rows.
    fn set_height(&mut self, graph: &Graph, height: usize) -> Option<()> {
        let bytes = graph.tensor(self.tensor).bytes();
        let is_new = self.height == 0 || self.height == height;
        (is_new && height > 0 && bytes.is_multiple_of(height)).then(|| {
            self.height = height;
            self.row = bytes / height;
        })
    }

    /// Returns whether the whole tensor is in memory.
    pub fn is_whole(&self) -> bool {
        self.kept == self.height
    }

    /// The steps from the one that writes flow `index` to the last that reads it.
    pub fn lifetime(&self, index: usize) -> Lifetime {
        let first = index.saturating_sub(1);
        Lifetime {
            first,
            last: self.readers.last().copied().unwrap_or(first),
        }
    }
}

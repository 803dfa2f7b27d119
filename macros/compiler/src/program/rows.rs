//! Rows of tensors that come strip by strip.

use tiny_model_kernels::stream::Stride;

use super::borrow::Slot;
use super::map::Mapper;
use super::step;
use crate::call::{Data, Parameter as _, Type};
use crate::graph::Graph;
use crate::schedule::Stream;

/// The rows that an operator sees and computes next.
#[derive(Debug, Clone)]
pub struct Strip {
    /// The name of its stride.
    pub stride: String,
    /// The position of the rows that it reads.
    pub input: usize,
    /// The position of the rows that it writes.
    pub output: usize,
    /// The positions of other rows that it reads as far as they are.
    pub others: Vec<usize>,
}

/// Rows that nobody reads after a step: those that are seen again move to the front.
#[derive(Debug, Clone)]
pub struct Slide {
    /// The position of the rows.
    pub rows: usize,
    /// The steps that read them: the name of the stride of each, and the position of the rows that it writes.
    pub readers: Vec<(String, usize)>,
    /// The rows in memory; `None` if none is seen again.
    pub buffer: Option<Slot>,
}

/// The name of the stride of the step at an index.
fn stride_name(graph: &Graph, step: usize) -> String {
    let name = step::name(&graph.operators[step], step);
    format!("{}_STRIDE", name.to_ascii_uppercase())
}

/// The stride of the step at an index as a constant: which rows of its output need which of its input.
pub(super) fn stride(graph: &Graph, stream: &Stream, step: usize) -> Data {
    let value = stream.steps[step].stride.value();
    Data::new(stride_name(graph, step), Stride::ty(), value)
}

impl Strip {
    /// The strip of a step, driven by the input at a position.
    pub(super) fn new(graph: &Graph, stream: &Stream, step: usize, position: usize) -> Self {
        let inputs = &stream.steps[step].inputs;
        let input = inputs[position];
        let others = inputs.iter().copied().filter(|&other| other != input);
        Self {
            stride: stride_name(graph, step),
            input,
            output: step + 1,
            others: others.collect(),
        }
    }
}

impl Slide {
    /// The slides after a step.
    pub(super) fn all(
        graph: &Graph,
        stream: &Stream,
        step: usize,
        map: &mut Mapper<'_>,
    ) -> Vec<Self> {
        let slide = |rows: usize| {
            let flow = &stream.flows[rows];
            // Rows move as bytes, whatever their elements are, so that all models share the code.
            let buffer = (flow.kept > 0).then(|| Slot {
                ty: Type::Primitive("i8").array(&[flow.rows, flow.row]),
                at: map.tensor(flow.tensor),
            });
            let readers = flow.readers.iter();
            let readers = readers.map(|&reader| (stride_name(graph, reader), reader + 1));
            Self {
                rows,
                readers: readers.collect(),
                buffer,
            }
        };
        stream.ending(step).map(slide).collect()
    }
}

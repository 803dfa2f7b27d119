//! What a reader of models calls to build a graph.

use super::{
    Element, Graph, Initial, Kind, Map, MapFunction, Operator, Quantization, Tensor, TensorId,
};

/// An operator of a model on its way into a graph, which may become several there, or none.
#[derive(Debug)]
pub struct Builder<'g> {
    graph: &'g mut Graph,
    /// Its position in the file.
    index: usize,
    /// Its name in messages and in generated code.
    name: &'static str,
}

impl<'g> Builder<'g> {
    /// An operator at a position of the file.
    pub fn new(graph: &'g mut Graph, index: usize, name: &'static str) -> Self {
        Self { graph, index, name }
    }

    /// What has been built so far.
    pub fn graph(&self) -> &Graph {
        self.graph
    }

    /// The operator's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Adds a step that reads inputs and state, and writes the first output, and the others beside it.
    pub fn emit(
        &mut self,
        kind: Kind,
        inputs: Vec<TensorId>,
        state: Vec<TensorId>,
        (output, others): (TensorId, Vec<TensorId>),
    ) {
        self.graph.operators.push(Operator {
            index: self.index,
            name: self.name,
            kind,
            inputs,
            state,
            output,
            others,
        });
    }

    /// Adds DEQUANTIZE of a tensor.
    pub fn dequantize(&mut self, quantization: Quantization, x: TensorId, y: TensorId) {
        let map = Map {
            function: MapFunction::Dequantize(quantization),
            elements: [x, y].map(|id| self.graph.tensor(id).element),
        };
        self.emit(Kind::Map(map), vec![x], Vec::new(), (y, Vec::new()));
    }

    /// Adds a tensor between two steps of this operator.
    pub fn between(&mut self, name: &str, shape: &[usize], element: Element) -> TensorId {
        self.graph.add(Tensor {
            name: name.to_owned(),
            shape: shape.to_vec(),
            element,
            constant: None,
        })
    }

    /// Lets a tensor be a constant of these little-endian bytes.
    pub fn define(&mut self, TensorId(id): TensorId, bytes: Vec<u8>) {
        self.graph.tensors[id].constant = Some(bytes);
    }

    /// Lets a tensor keep its value from run to run.
    pub fn keep(&mut self, id: TensorId, first: Initial) {
        self.graph.state.insert(id, first);
    }
}

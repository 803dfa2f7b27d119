//! Runs a graph element by element, as the documentation of its operators specifies.

mod elementwise;
mod layers;
mod stand_in;

use std::collections::HashMap;

use tiny_model_compiler::graph::{
    Control, Copy, Element, Graph, Initial, Inner, Kind, Operator, TensorId,
};

use crate::elements;

/// A graph with what its tensors hold.
pub(crate) struct Interpreter<'a> {
    graph: &'a Graph,
    values: HashMap<TensorId, Vec<u8>>,
}

/// The numbers of an operator's tensors.
struct Numbers {
    inputs: Vec<Vec<f64>>,
    state: Vec<Vec<f64>>,
    output: Vec<f64>,
    element: Element,
}

impl<'a> Interpreter<'a> {
    /// Creates an interpreter with constants and first values of state.
    pub(crate) fn new(graph: &'a Graph) -> Self {
        let mut values = HashMap::new();
        for (id, tensor) in graph.tensors.iter().enumerate() {
            let id = TensorId(id);
            let bytes = match (&tensor.constant, graph.state.get(&id)) {
                (Some(constant), _) => constant.clone(),
                (None, Some(Initial::Bytes(bytes))) => bytes.clone(),
                (None, Some(Initial::Filled(byte))) => vec![*byte; tensor.bytes()],
                (None, None) if graph.parts.contains_key(&id) => continue,
                (None, None) => vec![0; tensor.bytes()],
            };
            values.insert(id, bytes);
        }
        Self { graph, values }
    }

    /// Returns the bytes of all outputs for those of the inputs.
    pub(crate) fn run(&mut self, inputs: &[&[u8]]) -> Vec<Vec<u8>> {
        for (port, bytes) in self.graph.inputs.iter().zip(inputs) {
            self.write(port.tensor, bytes);
        }
        for operator in &self.graph.operators {
            match &operator.kind {
                Kind::Control(control) => self.control(operator, control),
                kind => self.compute(operator, kind),
            }
        }
        let outputs = self.graph.outputs.iter();
        outputs
            .map(|port| self.read(port.tensor).to_vec())
            .collect()
    }

    fn compute(&mut self, operator: &Operator, kind: &Kind) {
        let numbers = |id: &TensorId| {
            let element = self.graph.tensor(*id).element;
            elements::numbers(element, self.read(*id))
        };
        let mut tensors = Numbers {
            inputs: operator.inputs.iter().map(numbers).collect(),
            state: operator.state.iter().map(numbers).collect(),
            output: numbers(&operator.output),
            element: self.graph.tensor(operator.output).element,
        };
        evaluate(kind, &mut tensors);
        let written = operator.state.iter().zip(&tensors.state);
        for (&id, numbers) in written.chain([(&operator.output, &tensors.output)]) {
            let bytes = elements::bytes(self.graph.tensor(id).element, numbers);
            self.write(id, &bytes);
        }
    }

    fn control(&mut self, operator: &Operator, control: &Control) {
        let inputs = operator.inputs.iter();
        let mut taken: Vec<Vec<u8>> = inputs.map(|&id| self.read(id).to_vec()).collect();
        let run = |inner: &Inner, taken: &[Vec<u8>]| {
            let inputs: Vec<&[u8]> = inner.takes.iter().map(|&at| &taken[at][..]).collect();
            Interpreter::new(&inner.graph).run(&inputs)
        };
        let outputs = match control {
            Control::If { then, otherwise } => match taken[0][0] {
                0 => run(otherwise, &taken),
                _ => run(then, &taken),
            },
            Control::While { condition, body } => {
                while run(condition, &taken)[0] != [0] {
                    let variables = run(body, &taken);
                    taken.splice(..variables.len(), variables);
                }
                taken
            }
        };
        for (id, bytes) in operator.outputs().zip(outputs) {
            self.write(id, &bytes);
        }
    }

    /// Returns the bytes of a tensor, or the part of the outer tensor that it lies in.
    fn read(&self, id: TensorId) -> &[u8] {
        let length = self.graph.tensor(id).bytes();
        match self.graph.parts.get(&id) {
            Some(part) => &self.read(part.whole)[part.offset..][..length],
            None => &self.values[&id],
        }
    }

    fn write(&mut self, id: TensorId, bytes: &[u8]) {
        let Some(part) = self.graph.parts.get(&id) else {
            self.values.insert(id, bytes.to_vec());
            return;
        };
        let mut whole = self.read(part.whole).to_vec();
        whole[part.offset..][..bytes.len()].copy_from_slice(bytes);
        self.write(part.whole, &whole);
    }
}

fn evaluate(kind: &Kind, tensors: &mut Numbers) {
    let Numbers {
        inputs,
        output: y,
        element,
        ..
    } = tensors;
    match (kind, inputs.as_slice()) {
        (Kind::View, [x]) => y.clone_from(x),
        (Kind::Fill(value), []) => y.fill(elements::numbers(*element, value)[0]),
        (Kind::Copy(copy), [x]) => copy_box(copy, x, y),
        (Kind::Map(map), [x]) => elementwise::map(map, x, y),
        (Kind::Zip(zip), [x1, x2]) => elementwise::zip(zip, [x1, x2], y),
        (Kind::Layer(layer), [x]) if layers::is_built(layer) => layers::convolve(layer, x, y),
        (Kind::Pool(pool), [x]) => layers::pool(pool, x, y),
        (Kind::Mean(mean), [x]) => layers::mean(mean, x, y),
        (
            Kind::Layer(_)
            | Kind::Rows(_)
            | Kind::Lstm(_)
            | Kind::Svdf(_)
            | Kind::BatchMatmul(_)
            | Kind::Call(_),
            _,
        ) => stand_in::compute(kind, tensors),
        (kind, _) => panic!("{kind:?} has other inputs"),
    }
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

fn copy_box(copy: &Copy, x: &[f64], y: &mut [f64]) {
    for position in positions(&copy.dims) {
        let from = copy.from as isize + dot(&position, &copy.from_strides);
        let to = copy.to as isize + dot(&position, &copy.to_strides);
        y[to as usize] = x[from as usize];
    }
}

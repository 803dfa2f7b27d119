//! Whether the calls of operators that are only placed and called stay inside of their tensors.

use tiny_model_compiler::call::{Argument, Call, Dims, Type, Value};
use tiny_model_compiler::graph::{Graph, Operator, Tensor};

/// An operator's tensors.
pub(super) struct Tensors<'a> {
    inputs: Vec<&'a Tensor>,
    state: Vec<&'a Tensor>,
    outputs: Vec<&'a Tensor>,
}

impl<'a> Tensors<'a> {
    pub(super) fn of(graph: &'a Graph, operator: &Operator) -> Self {
        let tensors = |ids: &[_]| ids.iter().map(|&id| graph.tensor(id)).collect();
        Self {
            inputs: tensors(&operator.inputs),
            state: tensors(&operator.state),
            outputs: operator.outputs().map(|id| graph.tensor(id)).collect(),
        }
    }

    /// Returns whether arguments are tensors that there are, with all their elements, and constants fit the tensors.
    pub(super) fn fit(&self, call: &Call) -> bool {
        !call.values.is_empty() && call.values.iter().all(|value| self.value(value))
    }

    fn value(&self, value: &Value) -> bool {
        let all = |values: &[Value]| values.iter().all(|value| self.value(value));
        match value {
            Value::Argument(argument) => self.argument(argument),
            Value::List(values) | Value::Tuple(values) | Value::Given(_, _, values) => all(values),
            Value::Struct(path, fields) => {
                fields.iter().all(|(_, value)| self.value(value)) && self.structure(path, fields)
            }
            Value::Call(path, _, values) => all(values) && self.loops(path, values),
            Value::Method(of, _, values) => self.value(of) && all(values),
            Value::Closure(_, value) | Value::Reference(value) | Value::Mutable(value) => {
                self.value(value)
            }
            Value::Data(data) => self.value(&data.value),
            _ => true,
        }
    }

    fn argument(&self, argument: &Argument) -> bool {
        let fits = |tensor: Option<&&Tensor>, dims: &Dims| match (tensor, dims) {
            (Some(tensor), Dims::Array(dims)) => dims.iter().product::<usize>() == tensor.len(),
            (tensor, Dims::Flat) => tensor.is_some(),
            (None, _) => false,
        };
        match argument {
            Argument::Input(position, dims) => fits(self.inputs.get(*position), dims),
            Argument::Output(position, dims) => fits(self.outputs.get(*position), dims),
            Argument::State(position, _, ty) => {
                (self.state.get(*position)).is_some_and(|state| ty.bytes() == Some(state.bytes()))
            }
            Argument::Flat(position) => {
                let x = self.inputs.get(*position);
                x.is_some_and(|x| x.len() == self.outputs[0].len())
            }
            Argument::Scratch(_, Type::Array(..)) => true,
            _ => false,
        }
    }

    /// Loops over elements: their turns are the output's, and they end inside of the input.
    fn loops(&self, path: &str, values: &[Value]) -> bool {
        let (x, y) = (self.inputs[0].len(), self.outputs[0].len());
        match (path, values) {
            ("op::Reduce::new", [kept, reduced]) => {
                let (kept, reduced) = (axes(kept), axes(reduced));
                let turns = |axes: &[(usize, usize)]| axes.iter().map(|axis| axis.0).product();
                let all = [kept.clone(), reduced].concat();
                let last: usize = all
                    .iter()
                    .map(|(length, stride)| (length - 1) * stride)
                    .sum();
                let (every, each): (usize, usize) = (turns(&all), turns(&kept));
                last + 1 == x && every == x && each == y
            }
            ("op::Choices::new", [dims, strides, lengths]) => {
                let dims = numbers(dims);
                let lasts = list(strides).iter().map(|strides| {
                    let steps = dims.iter().zip(numbers(strides));
                    steps
                        .map(|(turns, stride)| (turns - 1) * stride)
                        .sum::<usize>()
                });
                let lengths = numbers(lengths);
                dims.iter().product::<usize>() == y
                    && lengths
                        .iter()
                        .zip(&self.inputs)
                        .all(|(length, x)| *length == x.len())
                    && lasts.zip(&lengths).all(|(last, length)| last < *length)
            }
            ("op::Update::new", [update, tensor]) => {
                let (update, tensor) = (numbers(update), numbers(tensor));
                [update.iter().product(), tensor.len()] == [x, self.inputs[1].len()]
                    && tensor.iter().product::<usize>() == y
                    && update
                        .iter()
                        .zip(&tensor)
                        .all(|(part, whole)| part <= whole)
            }
            ("op::resize_bilinear", [_, _, from, to, _]) => {
                let size = |of: &Value| numbers(of).iter().product::<usize>();
                x / size(from) * size(to) == y
            }
            _ => true,
        }
    }

    /// Parameters: sizes whose product is that of a tensor.
    fn structure(&self, path: &str, fields: &[(&'static str, Value)]) -> bool {
        let (x, y) = (self.inputs[0].len(), self.outputs[0].len());
        let field = |name: &str| {
            let field = fields.iter().find(|(field, _)| *field == name);
            &field.expect("a field of the parameters").1
        };
        let size = |name: &str| number(field(name));
        match path {
            "op::Extreme" => {
                let (outer, inner) = (size("outer"), size("inner"));
                x == outer * size("len") * inner && y == outer * inner
            }
            "op::Along" => [x, y] == [size("outer") * size("len") * size("inner"); 2],
            "op::Gather" => {
                let (batches, dims) = (size("batches"), axes(field("dims")));
                let parts = batches * size("groups");
                x == parts * size("span")
                    && self.inputs[1].len() == batches * size("tuples") * dims.len()
                    && y == parts * size("tuples") * size("slice")
            }
            "op::TopK" => {
                let [rows, len, k] = ["rows", "len", "k"].map(size);
                let outputs = self.outputs.iter().map(|output| output.len());
                (1..=len).contains(&k) && x == rows * len && outputs.eq([rows * k, rows * k])
            }
            "op::Nearest" => {
                let [height, width, channels] = numbers(field("size"))[..] else {
                    return false;
                };
                let [rows, columns] = ["rows", "columns"].map(|name| numbers(field(name)));
                rows.iter().all(|&row| row < height)
                    && columns.iter().all(|&column| column < width)
                    && y == x / (height * width) * rows.len() * columns.len()
                    && x.is_multiple_of(height * width * channels)
            }
            _ => true,
        }
    }
}

fn list(value: &Value) -> &[Value] {
    match value {
        Value::List(values) | Value::Tuple(values) => values,
        other => panic!("{other:?} is no list"),
    }
}

fn number(value: &Value) -> usize {
    match value {
        Value::Integer(value) => usize::try_from(*value).expect("a length"),
        other => panic!("{other:?} is no number"),
    }
}

fn numbers(value: &Value) -> Vec<usize> {
    list(value).iter().map(number).collect()
}

fn axes(value: &Value) -> Vec<(usize, usize)> {
    let axis = |axis: &Value| match numbers(axis)[..] {
        [length, stride] => (length, stride),
        _ => panic!("{axis:?} is no axis"),
    };
    list(value).iter().map(axis).collect()
}

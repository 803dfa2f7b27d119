//! Whether the operators make a computation: every tensor is written once, before it is read.

use std::collections::BTreeSet;

use tflite_schema::{BuiltinOperator as Op, Operator, Subgraph};

use super::super::node::{named, place};
use super::super::{Problem, circular_buffer};
use crate::diagnostics::model as text;

/// Supported operators that lack an output.
pub(super) fn idle(subgraph: &Subgraph<'_>) -> Vec<Problem> {
    let operators = subgraph.operators.iter().enumerate();
    operators
        .filter(|(_, operator)| operator.outputs.is_empty())
        .filter(|(_, operator)| super::find(operator).is_some())
        .filter(|(_, operator)| !matches!(operator.builtin(), Op::ASSIGN_VARIABLE | Op::CALL_ONCE))
        .map(|(index, operator)| {
            text::missing(place(subgraph, index, &operator.code.to_string()), "output")
        })
        .collect()
}

/// Variables that the file gives a value, as if they were constants. TFLite refuses them too.
pub(super) fn variables(subgraph: &Subgraph<'_>) -> impl Iterator<Item = Problem> {
    let tensors = subgraph.tensors.iter();
    tensors
        .filter(|tensor| tensor.is_variable && tensor.data.is_some())
        .map(|tensor| text::variable_with_data(named(tensor)))
}

/// What gives a tensor its value.
#[derive(Clone, Copy)]
enum Writer {
    User,
    File,
    Runs,
    Operator(usize),
}

/// What is written twice or by nobody.
pub(super) fn problems(subgraph: &Subgraph<'_>, has_outputs: bool) -> Vec<Problem> {
    let mut order = WriteOrder::new(subgraph);
    order.inputs();
    for (index, operator) in subgraph.operators.iter().enumerate() {
        order.operator(index, operator);
    }
    if has_outputs {
        order.outputs();
    }
    order.problems
}

struct WriteOrder<'a> {
    subgraph: &'a Subgraph<'a>,
    /// By tensor, of what came so far.
    writers: Vec<Option<Writer>>,
    /// Tensors that were read without a writer: told once.
    told: BTreeSet<usize>,
    problems: Vec<Problem>,
}

impl<'a> WriteOrder<'a> {
    fn new(subgraph: &'a Subgraph<'a>) -> Self {
        let tensors = subgraph.tensors.iter();
        Self {
            subgraph,
            writers: tensors
                .map(|tensor| match tensor.is_variable {
                    true => Some(Writer::Runs),
                    false => tensor.data.map(|_| Writer::File),
                })
                .collect(),
            told: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    fn inputs(&mut self) {
        for &input in &self.subgraph.inputs {
            let is = match self.writers[input].replace(Writer::User) {
                Some(Writer::File) => "a constant",
                Some(Writer::Runs) => "a variable",
                _ => continue,
            };
            let tensor = named(&self.subgraph.tensors[input]);
            self.problems.push(text::input_is(tensor, is));
        }
    }

    fn operator(&mut self, index: usize, operator: &Operator<'_>) {
        let name = operator.code.to_string();
        let place = place(self.subgraph, index, &name);
        for &input in operator.inputs.iter().flatten() {
            if self.writers[input].is_none() && self.told.insert(input) {
                let mut operators = self.subgraph.operators.iter();
                let later = operators.find(|operator| operator.outputs.contains(&input));
                let later = later.map(|operator| operator.index);
                let tensor = named(&self.subgraph.tensors[input]);
                self.problems.push(text::unwritten(place, tensor, later));
            }
        }
        for &output in &operator.outputs {
            let before = self.writers[output].replace(Writer::Operator(operator.index));
            let keeps = operator.code.custom == circular_buffer::NAME;
            if let Some(writer) = before.filter(|writer| !(keeps && matches!(writer, Writer::Runs)))
            {
                let is = match writer {
                    Writer::User => "an input of the model".to_owned(),
                    Writer::File => "a constant".to_owned(),
                    Writer::Runs => "a variable".to_owned(),
                    Writer::Operator(first) => format!("the output of operator {first}"),
                };
                let tensor = named(&self.subgraph.tensors[output]);
                self.problems.push(text::overwritten(place, tensor, &is));
            }
        }
    }

    fn outputs(&mut self) {
        if self.subgraph.outputs.is_empty() {
            self.problems.push(text::no_outputs());
        }
        for &output in &self.subgraph.outputs {
            if self.writers[output].is_none() && self.told.insert(output) {
                let tensor = named(&self.subgraph.tensors[output]);
                self.problems.push(text::unwritten_output(tensor));
            }
        }
    }
}

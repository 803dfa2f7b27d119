//! The subgraphs that IF and WHILE run, each as a graph of its own.

use std::borrow::Cow;

use tflite_schema::{BuiltinOperator as Op, Subgraph, Tensor, TensorType};

use super::super::node::{Node, Operand, named, place};
use super::super::shapes::{Shapes, is_open};
use super::super::state::Variables;
use super::super::types::lower_case;
use super::super::{
    Problem, Role, Scope, circular_buffer, element, operators, ports, scope, survey,
};
use super::{counted, expect_same, without};
use crate::diagnostics::model as text;
use crate::graph::{Graph, Inner, Port};

/// A subgraph that an operator runs.
pub(super) struct Callee<'a> {
    subgraph: &'a Subgraph<'a>,
    index: usize,
    /// What it is to the operator: `then branch`.
    role: &'static str,
}

impl<'a> Callee<'a> {
    /// The reader has checked the index.
    pub(super) fn new(node: &Node<'a>, index: i32, role: &'static str) -> Result<Self, Problem> {
        let found = usize::try_from(index)
            .ok()
            .and_then(|index| Some((index, node.model().subgraphs.get(index)?)));
        let (index, subgraph) = found.ok_or_else(|| text::options(node.place()))?;
        Ok(Self {
            subgraph,
            index,
            role,
        })
    }

    fn tensors(&self, ids: &[usize]) -> impl Iterator<Item = &'a Tensor<'a>> {
        ids.iter().filter_map(|&id| self.subgraph.tensors.get(id))
    }

    /// Refuses values that are not what the subgraph takes.
    pub(super) fn expect_inputs(
        &self,
        node: &Node<'_>,
        values: &[Operand<'_>],
    ) -> Result<(), Problem> {
        let ids = &self.subgraph.inputs;
        self.expect_values(node, values, "input", ids)?;
        let repeated = ids
            .iter()
            .enumerate()
            .find(|(at, id)| ids.iter().take(*at).any(|other| other == *id));
        match repeated.and_then(|(_, &id)| self.subgraph.tensors.get(id)) {
            None => Ok(()),
            Some(tensor) => {
                let (role, index, name) = (self.role, self.index, tensor.name.escape_debug());
                let what =
                    format!("its {role}, subgraph {index}, has `{name}` as two of its inputs");
                Err(text::option(node.place(), &what))
            }
        }
    }

    /// Refuses outputs that are not what the subgraph gives.
    pub(super) fn expect_outputs(
        &self,
        node: &Node<'_>,
        values: &[Operand<'_>],
    ) -> Result<(), Problem> {
        self.expect_values(node, values, "output", &self.subgraph.outputs)
    }

    fn expect_values(
        &self,
        node: &Node<'_>,
        values: &[Operand<'_>],
        role: &str,
        ids: &[usize],
    ) -> Result<(), Problem> {
        let Self {
            index, role: of, ..
        } = self;
        if values.len() != ids.len() {
            let (gives, has) = (counted(ids.len(), role), counted(values.len(), role));
            let what = format!("its {of}, subgraph {index}, has {gives}, but there it has {has}");
            return Err(text::option(node.place(), &what));
        }
        for (value, tensor) in values.iter().zip(self.tensors(ids)) {
            let other = format!("{role} `{}` of its {of}", tensor.name.escape_debug());
            // An open shape becomes known where the subgraph is lowered.
            let shape = match is_open(tensor) || value.is_open() {
                true => value.shape(),
                false => &tensor.shape,
            };
            expect_same(node, *value, role, (tensor, shape), &other)?;
        }
        Ok(())
    }

    /// Refuses a condition that gives anything except one bool.
    pub(super) fn expect_answer(&self, node: &Node<'_>) -> Result<(), Problem> {
        let answers: Vec<&Tensor<'_>> = self.tensors(&self.subgraph.outputs).collect();
        let what = match answers.as_slice() {
            [answer] if answer.ty == TensorType::BOOL && answer.elements() == 1 => return Ok(()),
            [answer] => {
                let (ty, shape) = (
                    lower_case(answer.ty),
                    crate::diagnostics::shape(&answer.shape),
                );
                format!("{ty} ({shape})")
            }
            answers => format!("{} outputs", answers.len()),
        };
        Err(self.other_answer(node, &what))
    }

    /// Refuses a condition whose answer, which the file leaves open, has several elements.
    pub(super) fn expect_one(&self, node: &Node<'_>, graph: &Graph) -> Result<(), Problem> {
        let mut answers = graph.outputs.iter().map(|port| port.shape.as_slice());
        match answers.find(|shape| shape.iter().product::<usize>() != 1) {
            None => Ok(()),
            Some(shape) => {
                let shape = crate::diagnostics::shape(shape);
                Err(self.other_answer(node, &format!("bool ({shape})")))
            }
        }
    }

    fn other_answer(&self, node: &Node<'_>, gives: &str) -> Problem {
        let what = format!(
            "its condition, subgraph {}, must give one bool, not {gives}",
            self.index
        );
        text::option(node.place(), &what)
    }

    /// The bytes of a constant that every turn hands on as it is.
    pub(super) fn keeps<'b>(&self, at: usize, input: &Operand<'b>) -> Option<&'b [u8]> {
        let ids = [&self.subgraph.inputs, &self.subgraph.outputs].map(|ids| ids.get(at));
        let is_kept = ids[0] == ids[1];
        input
            .tensor
            .data
            .filter(|_| is_kept && element(input.tensor.ty).is_some())
    }

    /// The subgraph as a graph that computes `outputs` from `values`, where some values are constants and as many
    /// outputs nothing; `None` if there are problems, which the node then has. The operator's values begin at its
    /// input `first`.
    pub(super) fn lower(
        &self,
        node: &mut Node<'_>,
        (values, constants, first): (&[Operand<'_>], &[Option<&[u8]>], usize),
        (outputs, unread): (&[Operand<'_>], &[Option<&[u8]>]),
    ) -> Option<Inner> {
        let subgraph = self.given(values, constants, unread);
        let caller = node.place().operator;
        let lowered = graph(node, &subgraph).and_then(|graph| {
            let problems = self.unfitting(node, &graph, outputs);
            match problems.as_slice() {
                [] => Ok(graph),
                _ => Err(problems),
            }
        });
        match lowered {
            Ok(graph) => {
                let takes = (first..first + graph.inputs.len()).collect();
                Some(Inner { graph, takes })
            }
            Err(problems) => {
                let within =
                    |problem| text::in_subgraph(problem, self.index, self.subgraph.name, caller);
                node.more.extend(problems.into_iter().map(within));
                None
            }
        }
    }

    /// The subgraph with what is known of its inputs: shapes that the file leaves open, and constants, which are inputs
    /// no more.
    fn given<'b>(
        &self,
        values: &[Operand<'_>],
        constants: &[Option<&'b [u8]>],
        unread: &[Option<&[u8]>],
    ) -> Cow<'a, Subgraph<'b>>
    where
        'a: 'b,
    {
        let mut subgraph: Cow<'a, Subgraph<'b>> = Cow::Borrowed(self.subgraph);
        for (&id, value) in self.subgraph.inputs.iter().zip(values) {
            let tensor = subgraph.tensors.get(id);
            if tensor.is_some_and(is_open)
                && let Some(tensor) = subgraph.to_mut().tensors.get_mut(id)
            {
                tensor.shape = value.shape().to_vec();
                tensor.shape_signature.clear();
            }
        }
        if constants.iter().any(Option::is_some) {
            let subgraph = subgraph.to_mut();
            for (&id, constant) in self.subgraph.inputs.iter().zip(constants) {
                if let Some(tensor) = subgraph.tensors.get_mut(id) {
                    tensor.data = constant.or(tensor.data);
                }
            }
            subgraph.inputs = without(&self.subgraph.inputs, constants);
            subgraph.outputs = without(&self.subgraph.outputs, unread);
        }
        subgraph
    }

    /// Outputs of the operator that have another size than those of the subgraph. Open ones get its shapes.
    fn unfitting(&self, node: &Node<'_>, graph: &Graph, outputs: &[Operand<'_>]) -> Vec<Problem> {
        let outputs = outputs.iter().zip(&graph.outputs);
        let problem = |(output, port): (&Operand<'_>, &Port)| {
            node.settle(*output, &port.shape).err().or_else(|| {
                let is_same = output.len() == port.shape.iter().product();
                let shape = crate::diagnostics::shape(&port.shape);
                let says = format!("has another size than that of its {}, {shape}", self.role);
                (!is_same).then(|| node.mismatch(*output, "output", &says))
            })
        };
        outputs.filter_map(problem).collect()
    }
}

/// A subgraph as a graph. It has no variables.
fn graph(node: &Node<'_>, subgraph: &Subgraph<'_>) -> Result<Graph, Vec<Problem>> {
    if let Some(problem) = state(subgraph) {
        return Err(vec![problem]);
    }
    survey::computation(subgraph, node.customs(), Role::Inner)?;
    let shapes = Shapes::of(subgraph);
    let mut graph = Graph::default();
    let outer = node.scope();
    let scope = scope(
        Scope {
            subgraph,
            role: Role::Inner,
            shapes: &shapes,
            ..outer
        },
        &mut graph,
    );
    let mut problems = operators(&scope, &Variables::default(), &mut graph);
    problems.extend(ports(&scope, &mut graph));
    match problems.as_slice() {
        [] => Ok(graph),
        _ => Err(problems),
    }
}

/// What keeps a value from run to run.
fn state(subgraph: &Subgraph<'_>) -> Option<Problem> {
    let variable = |&id: &usize| {
        let tensor = subgraph.tensors.get(id);
        tensor.filter(|tensor| tensor.is_variable)
    };
    for (role, ids) in [("input", &subgraph.inputs), ("output", &subgraph.outputs)] {
        if let Some(tensor) = ids.iter().find_map(variable) {
            return Some(text::inner_variable(role, named(tensor)));
        }
    }
    let is_variable = |id: &usize| variable(id).is_some();
    let mut operators = subgraph.operators.iter().enumerate();
    let (index, operator) = operators.find(|(_, operator)| {
        let mut inputs = operator.inputs.iter().flatten();
        matches!(
            operator.builtin(),
            Op::VAR_HANDLE | Op::READ_VARIABLE | Op::ASSIGN_VARIABLE | Op::CALL_ONCE
        ) || operator.code.custom == circular_buffer::NAME
            || inputs.any(is_variable)
    })?;
    let name = operator.code.to_string();
    Some(text::inner_state(place(subgraph, index, &name)))
}

//! IF and WHILE: each subgraph is lowered to a graph of its own.
//!
//! As TFLM does, values are copied to the subgraph's inputs and from its outputs. Those that are constant,
//! and in a loop stay what they are, are constants of the subgraph.

use std::borrow::Cow;

use tflite_schema::{BuiltinOperator as Op, Options, Quantization, Subgraph, Tensor, TensorType};

use super::node::{Node, Operand, named, place};
use super::shapes::{Shapes, is_open};
use super::state::Variables;
use super::types::lower_case;
use super::{Problem, Role, Scope, circular_buffer, element, operators, ports, scope, survey};
use crate::diagnostics::model as text;
use crate::graph::{Control, Graph, Inner, Kind, Port};

/// Most values that an operator's subgraphs take, and that they give: what the steps of generated code can
/// borrow at once, beside a condition and their memory.
const MOST_VALUES: usize = 14;

pub(super) fn choice(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::If(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let indices = [options.then_subgraph_index, options.else_subgraph_index];
    let condition = node.input(0, "condition")?;
    if condition.tensor.ty != TensorType::BOOL || condition.len() != 1 {
        let says = format!(
            "is {}, but must be one bool",
            lower_case(condition.tensor.ty)
        );
        return Err(node.mismatch(condition, "condition", &says));
    }
    let (inputs, outputs) = (node.inputs()?, node.outputs());
    let values = inputs.get(1..).unwrap_or_default();
    expect_few(node, values, &outputs)?;
    let constants: Vec<Option<&[u8]>> = values.iter().map(|value| value.tensor.data).collect();
    let mut kept = vec![condition];
    kept.extend(without(values, &constants));
    let mut branches = Vec::new();
    for (index, role) in indices.into_iter().zip(["then branch", "else branch"]) {
        let callee = Callee::new(node, index, role)?;
        callee.expect_inputs(node, values)?;
        callee.expect_outputs(node, &outputs)?;
        branches.extend(callee.lower(node, (values, &constants, 1), (&outputs, &[])));
    }
    let Ok([then, otherwise]) = <[Inner; 2]>::try_from(branches) else {
        return Ok(());
    };
    let control = Control::If { then, otherwise };
    node.emit_all(Kind::Control(Box::new(control)), &kept, &outputs)
}

pub(super) fn repeat(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::While(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let indices = [options.cond_subgraph_index, options.body_subgraph_index];
    let (inputs, outputs) = (node.inputs()?, node.outputs());
    if inputs.len() != outputs.len() {
        let (x, y) = (
            counted(inputs.len(), "input"),
            counted(outputs.len(), "output"),
        );
        let what = format!("it has {x}, but {y}");
        return Err(text::option(node.place(), &what));
    }
    expect_few(node, &inputs, &outputs)?;
    for (input, output) in inputs.iter().zip(&outputs) {
        output.settle(input.shape());
        let other = "the output at its position";
        expect_same(
            node,
            *input,
            "input",
            (output.tensor, output.shape()),
            other,
        )?;
    }
    let condition = Callee::new(node, indices[0], "condition")?;
    condition.expect_inputs(node, &inputs)?;
    condition.expect_answer(node)?;
    let body = Callee::new(node, indices[1], "body")?;
    body.expect_inputs(node, &inputs)?;
    body.expect_outputs(node, &outputs)?;
    let constants: Vec<Option<&[u8]>> = inputs
        .iter()
        .enumerate()
        .map(|(at, input)| body.keeps(at, input))
        .collect();
    for (output, value) in outputs.iter().zip(&constants) {
        if let Some(value) = value {
            node.define(*output, value.to_vec());
        }
    }
    let taken = (inputs.as_slice(), constants.as_slice(), 0);
    let outputs = without(&outputs, &constants);
    let condition = condition.lower(node, taken, (&[], &[]));
    let body = body.lower(node, taken, (&outputs, &constants));
    let inputs = without(&inputs, &constants);
    match (condition, body) {
        (Some(condition), Some(body)) if !outputs.is_empty() => {
            let control = Control::While { condition, body };
            node.emit_all(Kind::Control(Box::new(control)), &inputs, &outputs)
        }
        _ => Ok(()),
    }
}

/// A subgraph that an operator runs.
struct Callee<'a> {
    subgraph: &'a Subgraph<'a>,
    index: usize,
    /// What it is to the operator: `then branch`.
    role: &'static str,
}

impl<'a> Callee<'a> {
    /// The reader has checked the index.
    fn new(node: &Node<'a>, index: i32, role: &'static str) -> Result<Self, Problem> {
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
    fn expect_inputs(&self, node: &Node<'_>, values: &[Operand<'_>]) -> Result<(), Problem> {
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
    fn expect_outputs(&self, node: &Node<'_>, values: &[Operand<'_>]) -> Result<(), Problem> {
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
    fn expect_answer(&self, node: &Node<'_>) -> Result<(), Problem> {
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
        let what = format!(
            "its condition, subgraph {}, must give one bool, not {what}",
            self.index
        );
        Err(text::option(node.place(), &what))
    }

    /// The bytes of a constant that every turn hands on as it is.
    fn keeps<'b>(&self, at: usize, input: &Operand<'b>) -> Option<&'b [u8]> {
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
    fn lower(
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
}

impl<'a> Callee<'a> {
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
            output.settle(&port.shape);
            let is_same = output.len() == port.shape.iter().product();
            (!is_same).then(|| {
                let shape = crate::diagnostics::shape(&port.shape);
                let says = format!("has another size than that of its {}, {shape}", self.role);
                node.mismatch(*output, "output", &says)
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

/// Refuses more values than generated code can borrow.
fn expect_few(
    node: &Node<'_>,
    inputs: &[Operand<'_>],
    outputs: &[Operand<'_>],
) -> Result<(), Problem> {
    match inputs.len().max(outputs.len()) {
        0..=MOST_VALUES => Ok(()),
        values => Err(text::too_many_values(node.place(), values, MOST_VALUES)),
    }
}

/// Refuses a value that is not what another tensor is, which `other` names: TFLM copies bytes.
fn expect_same(
    node: &Node<'_>,
    value: Operand<'_>,
    role: &str,
    (tensor, shape): (&Tensor<'_>, &[usize]),
    other: &str,
) -> Result<(), Problem> {
    let (a, b) = (value.tensor, tensor);
    if a.ty != b.ty || value.len() != shape.iter().product() {
        let (ty, shape) = (lower_case(b.ty), crate::diagnostics::shape(shape));
        let says = format!("is {}, but {other} is {ty} ({shape})", lower_case(a.ty));
        return Err(node.mismatch(value, role, &says));
    }
    let [a, b] = [a, b].map(|tensor| tensor.quantization.as_ref().map(reals));
    if a != b {
        return Err(text::rescaled_value(
            node.place(),
            role,
            value.named(),
            other,
        ));
    }
    Ok(())
}

/// `1 input`, `2 inputs`
fn counted(number: usize, role: &str) -> String {
    match number {
        1 => format!("1 {role}"),
        _ => format!("{number} {role}s"),
    }
}

/// What integers stand for.
fn reals(quantization: &Quantization) -> (&[f32], &[i64]) {
    (&quantization.scale, &quantization.zero_point)
}

/// Those without a constant.
fn without<T: Copy>(values: &[T], constants: &[Option<&[u8]>]) -> Vec<T> {
    let constants = constants.iter().map(Some).chain(std::iter::repeat(None));
    let values = values.iter().zip(constants);
    values
        .filter(|(_, constant)| constant.copied().flatten().is_none())
        .map(|(value, _)| *value)
        .collect()
}

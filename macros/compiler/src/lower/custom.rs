//! Custom operators that the user computes.

use tflite_schema::{BuiltinOperator, Operator, Subgraph};

use super::node::{Node, Operand};
use super::types::lower_case;
use super::{Problem, element, port_of};
use crate::call::{Argument, Call, Type, Value};
use crate::custom::Custom;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::graph::Port;

/// The position of the user's function for an operator.
pub(super) fn position(operator: &Operator<'_>, customs: &[Custom]) -> Option<usize> {
    let name = name(operator)?;
    customs.iter().position(|custom| custom.name == name)
}

/// Functions for operators that the model does not have.
pub(super) fn unused<'a>(
    subgraphs: impl Iterator<Item = &'a Subgraph<'a>>,
    customs: &[Custom],
) -> Vec<Problem> {
    let operators = subgraphs.flat_map(|subgraph| &subgraph.operators);
    let mut names: Vec<&str> = operators.filter_map(name).collect();
    names.sort_unstable();
    names.dedup();
    let unused = customs
        .iter()
        .filter(|custom| !names.contains(&custom.name.as_str()));
    unused
        .map(|custom| text::unused_custom(&custom.name, &names))
        .collect()
}

fn name<'a>(operator: &Operator<'a>) -> Option<&'a str> {
    (operator.builtin() == BuiltinOperator::CUSTOM).then_some(operator.code.custom)
}

/// An operator that the function at a position of the user's computes: `FUNCTION(Tensor { … }, …, &OPTIONS)`.
pub(super) fn lower(node: &mut Node<'_>, function: usize) -> Result<(), Problem> {
    let (inputs, outputs) = (node.inputs()?, node.outputs());
    let reads = ports(node, &inputs, "input")?.into_iter().enumerate();
    let writes = ports(node, &outputs, "output")?.into_iter().enumerate();
    let reads = reads.map(|(position, port)| {
        let dims = [port.shape.iter().product()].into();
        tensor(node, &port, Argument::Input(position, dims), Type::borrowed)
    });
    let writes = writes.map(|(position, port)| {
        let dims = [port.shape.iter().product()].into();
        tensor(
            node,
            &port,
            Argument::Output(position, dims),
            Type::borrowed_mut,
        )
    });
    let (mut types, mut arguments): (Vec<_>, Vec<_>) = reads.chain(writes).unzip();
    let options = match node.operator.custom_options {
        [] => Value::List(Vec::new()),
        bytes => Value::array("OPTIONS", &[bytes.len()], bytes),
    };
    arguments.push(options.borrowed());
    types.push(Type::Slice(Box::new(Type::Primitive("u8"))).borrowed());
    let call = Value::Given(function, Type::Function(types), arguments);
    node.emit_all(Call::from(call), &inputs, &outputs)
}

/// A tensor with its name, shape and quantization: its type and value.
fn tensor(
    node: &Node<'_>,
    port: &Port,
    data: Argument,
    reference: fn(Type) -> Type,
) -> (Type, Value) {
    let element = node.tensor(port.tensor).element;
    let (mut generics, info) = port.info(element);
    let array = element.ty().array(&[port.shape.iter().product()]);
    generics.insert(0, reference(array).into());
    (
        Type::Named("Tensor".into(), generics),
        Value::structure("Tensor", [("data", data.into()), ("info", info)]),
    )
}

fn ports(node: &Node<'_>, operands: &[Operand<'_>], role: &str) -> Result<Vec<Port>, Problem> {
    let place = node.place();
    let port = |operand: &Operand<'_>| match element(operand.tensor.ty) {
        None => Err(text::no_type(
            place,
            role,
            operand.named(),
            &lower_case(operand.tensor.ty),
        )),
        // It is the function's affair what its integers stand for.
        Some(_) if operand.tensor.quantization.is_none() => Ok(Port {
            tensor: node.id(*operand),
            name: operand.tensor.name.to_owned(),
            signature: None,
            labels: Vec::new(),
            shape: operand.shape().to_vec(),
            quantization: None,
        }),
        Some(_) => port_of(
            node.id(*operand),
            (operand.tensor, operand.shape()),
            Owner::Operator(place, role),
        ),
    };
    operands.iter().map(port).collect()
}

//! CAST and LOGICAL_NOT.

use super::node::Node;
use super::{Problem, view};
use crate::call::{Argument, Call, Type, Value};

pub(super) fn cast(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if x.tensor.ty == y.tensor.ty {
        return view::same(node);
    }
    let ty = Type::of("op::Cast", [node.ty(x), node.ty(y)]);
    emit(node, ty, Value::call("op::Cast::new", []))
}

pub(super) fn not(node: &mut Node<'_>) -> Result<(), Problem> {
    emit(node, Type::named("op::Not"), Value::Path("op::Not".into()))
}

/// A function, by its type and value.
fn emit(node: &mut Node<'_>, ty: Type, function: Value) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_elements(y, x.shape())?;
    let function = Value::constant("PARAMETERS", ty, function).borrowed();
    let call = Call::new("op::unary", [Argument::Flat(0).into(), function]);
    node.emit(call, &[x], y);
    Ok(())
}

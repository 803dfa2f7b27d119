//! VAR_HANDLE, READ_VARIABLE and ASSIGN_VARIABLE: copies from and to state.

use tflite_schema::Options;

use super::node::{Node, Operand};
use super::{Problem, element};
use crate::diagnostics::model as text;
use crate::diagnostics::shape;
use crate::graph::{Copy, Kind, TensorId};

/// Handles are names: nothing is left of them.
pub(super) fn var_handle(node: &mut Node<'_>) -> Result<(), Problem> {
    match node.operator.options {
        Options::VarHandle(_) => Ok(()),
        _ => Err(text::options(node.place())),
    }
}

pub(super) fn read_variable(node: &mut Node<'_>) -> Result<(), Problem> {
    let y = node.output()?;
    if let Some(variable) = node.variable_of(node.input(0, "variable")?) {
        node.settle(y, &node.tensor(variable).shape)?;
    }
    let variable = variable(node, y, "output")?;
    let output = node.id(y);
    node.emit_between(Kind::Copy(Copy::whole(y.len())), vec![variable], output);
    Ok(())
}

pub(super) fn assign_variable(node: &mut Node<'_>) -> Result<(), Problem> {
    let x = node.input(1, "input")?;
    let variable = variable(node, x, "input")?;
    let input = node.id(x);
    node.emit_between(Kind::Copy(Copy::whole(x.len())), vec![input], variable);
    Ok(())
}

/// The variable, which holds what `value` does.
fn variable(node: &Node<'_>, value: Operand<'_>, role: &str) -> Result<TensorId, Problem> {
    let handle = node.input(0, "variable")?;
    let Some(variable) = node.variable_of(handle) else {
        let what = "its variable is not one that a VAR_HANDLE of the same subgraph names";
        return Err(text::option(node.place(), what));
    };
    let kept = node.tensor(variable);
    if kept.len() == value.len() && Some(kept.element) == element(value.tensor.ty) {
        return Ok(variable);
    }
    let (name, shape) = (kept.name.escape_debug(), shape(&kept.shape));
    let says = format!("must have the type and the size of its variable `{name}` ({shape})");
    Err(node.mismatch(value, role, &says))
}

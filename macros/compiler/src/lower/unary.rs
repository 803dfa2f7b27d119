//! CAST and LOGICAL_NOT.

use super::node::Node;
use super::{Problem, view};
use crate::graph::{Kind, UnaryKind};

pub(super) fn cast(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if x.tensor.ty == y.tensor.ty {
        return view::lower(node);
    }
    emit(node, UnaryKind::Cast)
}

pub(super) fn not(node: &mut Node<'_>) -> Result<(), Problem> {
    emit(node, UnaryKind::Not)
}

fn emit(node: &mut Node<'_>, kind: UnaryKind) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_len(y, "output", x.len())?;
    node.emit(Kind::Unary(kind), &[x], y);
    Ok(())
}

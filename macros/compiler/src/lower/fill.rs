//! FILL and ZEROS_LIKE: one value everywhere.

use super::node::Node;
use super::pad::zero;
use super::shapes::lengths;
use super::{Problem, broadcast};
use crate::graph::Kind;

/// The output's shape says how often; the value may be known at run time only.
pub(super) fn fill(node: &mut Node<'_>) -> Result<(), Problem> {
    let (value, y) = (node.input(1, "value")?, node.output()?);
    node.expect_len(value, "value", 1)?;
    if y.is_open() {
        node.settle(y, &lengths(&node.integers(0, "dims")?))?;
    }
    match node.known(value) {
        Some(bytes) => node.emit(Kind::Fill(bytes), &[], y),
        None => broadcast::spread(node, value, y)?,
    }
    Ok(())
}

/// Zeros, whatever they stand for.
pub(super) fn zeros_like(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_elements(y, x.shape())?;
    node.emit(Kind::Fill(zero(y)), &[], y);
    Ok(())
}

//! RESHAPE, SQUEEZE and EXPAND_DIMS: the output tensor's shape says it all.

use super::Problem;
use super::node::Node;
use crate::graph::Kind;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_len(y, "output", x.len())?;
    node.emit(Kind::View, &[x], y);
    Ok(())
}

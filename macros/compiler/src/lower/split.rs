//! SPLIT: a copy for each output.

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let x = node.input(1, "input")?;
    let &[axis] = node.integers(0, "axis")?.as_slice() else {
        return Err(text::option(node.place(), "its axis must be one number"));
    };
    let axis = node.axis(axis, x.shape().len())?;
    let outputs = node.outputs();
    let length = x.shape()[axis];
    if outputs.is_empty() || !length.is_multiple_of(outputs.len()) {
        let says = format!(
            "is {length} long along axis {axis}, which {} outputs cannot share",
            outputs.len()
        );
        return Err(node.mismatch(x, "input", &says));
    }
    let mut part = x.shape().to_vec();
    part[axis] = length / outputs.len();
    let mut at = vec![0; part.len()];
    for y in outputs {
        node.expect_shape(y, "output", &part)?;
        let copy = Copy::new(&part, Side::part(x.shape(), &at), Side::whole(&part));
        node.emit(Kind::Copy(copy), &[x], y);
        at[axis] += part[axis];
    }
    Ok(())
}

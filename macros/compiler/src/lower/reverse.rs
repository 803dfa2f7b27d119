//! REVERSE_V2: one copy with steps back along some axes.

use super::Problem;
use super::node::Node;
use crate::graph::{Copy, Kind, Side};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let shape = x.shape();
    node.expect_shape(y, "output", shape)?;
    let mut reverses = vec![false; shape.len()];
    for axis in node.integers(1, "axes")? {
        reverses[node.axis(axis, shape.len())?] = true;
    }
    let mut from = Side::whole(shape);
    for (axis, _) in reverses
        .iter()
        .enumerate()
        .filter(|(_, reverses)| **reverses)
    {
        from.start += (shape[axis] - 1) * from.strides[axis].unsigned_abs();
        from.strides[axis] = -from.strides[axis];
    }
    let copy = Copy::new(shape, from, Side::whole(shape));
    node.emit(Kind::Copy(copy), &[x], y);
    Ok(())
}

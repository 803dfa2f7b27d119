//! SPLIT_V: a copy for each output, of the length that the model gives.

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let x = node.input(0, "input")?;
    let lengths = node.integers(1, "size_splits")?;
    let &[axis] = node.integers(2, "axis")?.as_slice() else {
        return Err(text::option(node.place(), "its axis must be one number"));
    };
    let axis = node.axis(axis, x.shape().len())?;
    let (outputs, length) = (node.outputs(), x.shape()[axis]);
    let Some(lengths) = resolve(&lengths, length).filter(|l| l.len() == outputs.len()) else {
        let says =
            format!("is {length} long along axis {axis}, which is not what {lengths:?} sum up to");
        return Err(node.mismatch(x, "input", &says));
    };
    let mut at = vec![0; x.shape().len()];
    for (y, length) in outputs.into_iter().zip(lengths) {
        let mut part = x.shape().to_vec();
        part[axis] = length;
        node.expect_shape(y, "output", &part)?;
        let copy = Copy::new(&part, Side::part(x.shape(), &at), Side::whole(&part));
        node.emit(Kind::Copy(copy), &[x], y);
        at[axis] += length;
    }
    Ok(())
}

/// The lengths of the parts of so many elements, of which one may be −1: what the others leave.
fn resolve(lengths: &[i64], total: usize) -> Option<Vec<usize>> {
    let given = lengths.iter().filter(|&&length| length != -1);
    let given: usize = given
        .map(|&length| usize::try_from(length).ok())
        .sum::<Option<_>>()?;
    let left = total.checked_sub(given)?;
    let open = lengths.iter().filter(|&&length| length == -1).count();
    let is_whole = if left == 0 { open <= 1 } else { open == 1 };
    let length = |&length: &i64| usize::try_from(length).unwrap_or(left);
    is_whole.then(|| lengths.iter().map(length).collect())
}

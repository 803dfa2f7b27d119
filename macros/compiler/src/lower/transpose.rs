//! TRANSPOSE.

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side, strides};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let rank = x.shape().len();
    let permutation = node.integers(1, "permutation")?;
    let permutation: Vec<usize> = permutation
        .iter()
        .map(|&axis| node.axis(axis, rank))
        .collect::<Result<_, _>>()?;
    let is_permutation = permutation.len() == rank && (0..rank).all(|a| permutation.contains(&a));
    if !is_permutation {
        let what =
            format!("its permutation {permutation:?} does not name each of {rank} dimensions once");
        return Err(text::option(node.place(), &what));
    }
    let shape: Vec<usize> = permutation.iter().map(|&axis| x.shape()[axis]).collect();
    node.expect_shape(y, "output", &shape)?;
    let steps = strides(x.shape());
    let from = Side {
        start: 0,
        strides: permutation.iter().map(|&axis| steps[axis]).collect(),
    };
    node.emit(
        Kind::Copy(Copy::new(&shape, from, Side::whole(&shape))),
        &[x],
        y,
    );
    Ok(())
}

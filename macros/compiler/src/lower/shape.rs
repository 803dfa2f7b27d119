//! SHAPE and RANK: constants, as all shapes are.

use super::Problem;
use super::node::Node;

pub(super) fn shape(node: &mut Node<'_>) -> Result<(), Problem> {
    let x = node.input(0, "input")?;
    define(node, x.shape(), &[x.shape().len()])
}

pub(super) fn rank(node: &mut Node<'_>) -> Result<(), Problem> {
    let x = node.input(0, "input")?;
    define(node, &[x.shape().len()], &[])
}

fn define(node: &mut Node<'_>, values: &[usize], shape: &[usize]) -> Result<(), Problem> {
    let y = node.output()?;
    node.expect_elements(y, shape)?;
    // Dimensions are i32 in the file.
    let bytes = values
        .iter()
        .flat_map(|&value| (value as i32).to_le_bytes());
    node.define(y, bytes.collect());
    Ok(())
}

//! BROADCAST_ARGS, in steps of other operators.

use super::Problem;
use super::node::Node;
use crate::graph::{Copy, Element, Kind, Zip, ZipFunction};

/// BROADCAST_ARGS: of two shapes that broadcast the larger length is the common one, along each of the axes
/// that both have.
pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let [x1, x2, y] = [
        node.input(0, "first input")?,
        node.input(1, "second input")?,
        node.output()?,
    ];
    let [longer, shorter] = match x1.len() >= x2.len() {
        true => [x1, x2],
        false => [x2, x1],
    };
    let length = longer.len();
    node.expect_elements(y, &[length])?;
    // Ones for the axes that only the other has.
    let padded = node.between(&[length], Element::I32);
    node.emit_between(Kind::Fill(1_i32.to_le_bytes().to_vec()), Vec::new(), padded);
    let copy = Copy::into_box(&[shorter.len()], &[length], &[length - shorter.len()]);
    node.emit_between(Kind::Copy(copy), vec![node.id(shorter)], padded);
    let larger = Kind::Zip(Zip {
        function: ZipFunction::Maximum,
        element: Element::I32,
        dims: vec![length],
        strides: [vec![1], vec![1]],
    });
    node.emit_between(larger, vec![node.id(longer), padded], node.id(y));
    Ok(())
}

//! PACK and UNPACK: tensors along a new dimension.

use tflite_schema::Options;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side};

/// A copy for each input.
pub(super) fn pack(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Pack(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (parts, whole) = (node.inputs()?, node.output()?);
    let mut shape = parts.first().map_or(&[][..], Operand::shape).to_vec();
    let axis = node.axis(options.axis.into(), shape.len() + 1)?;
    shape.insert(axis, parts.len());
    node.settle(whole, &shape)?;
    for (part, copied) in pieces(node, options.axis, (&parts, "input"), (whole, "output"))? {
        let copy = Copy::new(
            &copied.shape,
            Side::whole(&copied.shape),
            copied.in_whole(whole),
        );
        node.emit(Kind::Copy(copy), &[part], whole);
    }
    Ok(())
}

/// A copy for each output.
pub(super) fn unpack(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Unpack(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (whole, parts) = (node.input(0, "input")?, node.outputs());
    let mut shape = whole.shape().to_vec();
    shape.remove(node.axis(options.axis.into(), shape.len())?);
    for &part in &parts {
        node.settle(part, &shape)?;
    }
    for (part, copied) in pieces(node, options.axis, (&parts, "output"), (whole, "input"))? {
        let copy = Copy::new(
            &copied.shape,
            copied.in_whole(whole),
            Side::whole(&copied.shape),
        );
        node.emit(Kind::Copy(copy), &[whole], part);
    }
    Ok(())
}

/// A part as a box of length 1 in the whole.
struct Piece {
    shape: Vec<usize>,
    at: Vec<usize>,
}

impl Piece {
    fn in_whole(&self, whole: Operand<'_>) -> Side {
        Side::part(whole.shape(), &self.at)
    }
}

/// The parts, each with its place; tensors come with their roles.
fn pieces<'a>(
    node: &Node<'_>,
    axis: i32,
    (parts, role_of_part): (&[Operand<'a>], &str),
    (whole, role_of_whole): (Operand<'_>, &str),
) -> Result<Vec<(Operand<'a>, Piece)>, Problem> {
    let axis = node.axis(axis.into(), whole.shape().len())?;
    if whole.shape()[axis] != parts.len() {
        let says = format!("must be {} long along axis {axis}", parts.len());
        return Err(node.mismatch(whole, role_of_whole, &says));
    }
    let mut shape = whole.shape().to_vec();
    shape[axis] = 1;
    let piece = |(index, &part): (usize, &Operand<'a>)| {
        node.expect_len(part, role_of_part, shape.iter().product())?;
        let mut at = vec![0; shape.len()];
        at[axis] = index;
        Ok((
            part,
            Piece {
                shape: shape.clone(),
                at,
            },
        ))
    };
    parts.iter().enumerate().map(piece).collect()
}

//! SLICE.

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let (begins, sizes) = (node.integers(1, "begin")?, node.integers(2, "size")?);
    let rank = x.shape().len();
    if begins.len() != rank || sizes.len() != rank {
        let (begins, sizes) = (begins.len(), sizes.len());
        let says = format!("does not fit {begins} values of begin and {sizes} of size");
        return Err(node.mismatch(x, "input", &says));
    }
    let (mut at, mut shape) = (Vec::new(), Vec::new());
    for (axis, &length) in x.shape().iter().enumerate() {
        let (begin, size) = (begins[axis], sizes[axis]);
        let outside = || {
            let what = format!(
                "it takes {size} elements from index {begin} on of dimension {axis}, which has {length}"
            );
            text::option(node.place(), &what)
        };
        let begin = usize::try_from(begin).map_err(|_| outside())?;
        let rest = length.checked_sub(begin).ok_or_else(outside)?;
        // −1 is all that is left.
        let size = if size == -1 {
            rest
        } else {
            usize::try_from(size).map_err(|_| outside())?
        };
        if size > rest {
            return Err(outside());
        }
        at.push(begin);
        shape.push(size);
    }
    node.expect_shape(y, "output", &shape)?;
    let copy = Copy::new(&shape, Side::part(x.shape(), &at), Side::whole(&shape));
    node.emit(Kind::Copy(copy), &[x], y);
    Ok(())
}

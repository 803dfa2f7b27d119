//! TILE: one copy, whose loops over the multiples stay where they are in the input.

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side, strides};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let multiples = node.integers(1, "multiples")?;
    if multiples.len() != x.shape().len() {
        let says = format!(
            "does not fit {} multiples, one a dimension",
            multiples.len()
        );
        return Err(node.mismatch(x, "input", &says));
    }
    let (mut shape, mut dims, mut steps) = (Vec::new(), Vec::new(), Vec::new());
    for ((&length, stride), &times) in x.shape().iter().zip(strides(x.shape())).zip(&multiples) {
        let Some(times) = usize::try_from(times).ok().filter(|&times| times > 0) else {
            let what = format!("its multiple {times} is not positive");
            return Err(text::option(node.place(), &what));
        };
        shape.push(length.saturating_mul(times));
        dims.extend([times, length]);
        steps.extend([0, stride]);
    }
    node.expect_shape(y, "output", &shape)?;
    node.expect_output_quantization(x, "input", y)?;
    let from = Side {
        start: 0,
        strides: steps,
    };
    let copy = Copy::new(&dims, from, Side::whole(&dims));
    node.emit(Kind::Copy(copy), &[x], y);
    Ok(())
}

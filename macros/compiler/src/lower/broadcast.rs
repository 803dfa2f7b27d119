//! Shapes that broadcast as NumPy's do; BROADCAST_TO and BROADCAST_ARGS.

use super::Problem;
use super::node::{Node, Operand};
use super::shapes::lengths;
use crate::graph::{Copy, Kind, Side, strides};

/// BROADCAST_TO: one copy that stays where it broadcasts.
pub(super) fn to(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if y.is_open() {
        node.settle(y, &lengths(&node.integers(1, "shape")?))?;
    }
    spread(node, x, y)
}

/// Copies an input to every place of an output that it broadcasts to.
pub(super) fn spread(node: &mut Node<'_>, x: Operand<'_>, y: Operand<'_>) -> Result<(), Problem> {
    if shape(x.shape(), y.shape()).as_deref() != Some(y.shape()) {
        let shape = crate::diagnostics::shape(y.shape());
        let says = format!("does not broadcast to its output, {shape}");
        return Err(node.mismatch(x, "input", &says));
    }
    let from = Side {
        start: 0,
        strides: steps(y.shape().len(), x.shape()),
    };
    let copy = Copy::new(y.shape(), from, Side::whole(y.shape()));
    node.emit(Kind::Copy(copy), &[x], y);
    Ok(())
}

/// The shape that two shapes broadcast to.
pub(super) fn shape(a: &[usize], b: &[usize]) -> Option<Vec<usize>> {
    let rank = a.len().max(b.len());
    let length = |shape: &[usize], axis: usize| match (axis + shape.len()).checked_sub(rank) {
        Some(axis) => shape[axis],
        None => 1,
    };
    let axes = (0..rank).map(|axis| match (length(a, axis), length(b, axis)) {
        (a, b) if a == b => Some(a),
        (a, 1) => Some(a),
        (1, b) => Some(b),
        _ => None,
    });
    axes.collect()
}

/// Strides of an input for each axis of the output: 0 where it broadcasts.
pub(super) fn steps(rank: usize, input: &[usize]) -> Vec<isize> {
    let missing = std::iter::repeat_n(0, rank.saturating_sub(input.len()));
    let present = input.iter().zip(strides(input));
    let present = present.map(|(&length, stride)| if length == 1 { 0 } else { stride });
    missing.chain(present).collect()
}

/// Loops over an output with the strides of all inputs, neighbours merged where all of them walk on
/// evenly. At least one loop.
pub(super) fn loops<const N: usize>(
    shape: &[usize],
    inputs: [&[usize]; N],
) -> (Vec<usize>, [Vec<usize>; N]) {
    let steps = inputs.map(|input| steps(shape.len(), input));
    let mut dims: Vec<usize> = Vec::new();
    let mut merged = [(); N].map(|()| Vec::<usize>::new());
    for (axis, &length) in shape.iter().enumerate().filter(|(_, length)| **length != 1) {
        let inner = std::array::from_fn::<_, N, _>(|input| steps[input][axis].unsigned_abs());
        let outer = merged.iter().map(|strides| strides.last().copied());
        let goes_on = !dims.is_empty() && outer.eq(inner.map(|step| Some(step * length)));
        if !goes_on {
            dims.push(1);
            merged.iter_mut().for_each(|strides| strides.push(0));
        }
        if let Some(dim) = dims.last_mut() {
            *dim *= length;
        }
        for (strides, step) in merged.iter_mut().zip(inner) {
            strides.pop();
            strides.push(step);
        }
    }
    if dims.is_empty() {
        return (vec![1], [(); N].map(|()| vec![1]));
    }
    (dims, merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shapes_are_one_loop() {
        assert_eq!(
            loops(&[2, 3, 4], [&[2, 3, 4]; 2]),
            (vec![24], [vec![1], vec![1]])
        );
        assert_eq!(
            loops(&[1, 1], [&[1, 1], &[]]),
            (vec![1], [vec![1], vec![1]])
        );
    }

    #[test]
    fn channels_broadcast_over_merged_pixels() {
        let loops = loops(&[1, 2, 3, 4], [&[1, 2, 3, 4], &[4]]);
        assert_eq!(loops, (vec![6, 4], [vec![4, 1], vec![0, 1]]));
    }

    #[test]
    fn both_sides_broadcast() {
        assert_eq!(shape(&[3, 1], &[2, 1, 4]), Some(vec![2, 3, 4]));
        assert_eq!(shape(&[3], &[4]), None);
        let loops = loops(&[2, 3, 4], [&[3, 1], &[2, 1, 4]]);
        assert_eq!(loops, (vec![2, 3, 4], [vec![0, 1, 0], vec![4, 0, 1]]));
    }
}

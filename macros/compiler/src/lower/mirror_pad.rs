//! MIRROR_PAD: a copy for the middle, and for each border and corner one that may step back.

use tflite_schema::{MirrorPadMode, Options};

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side, strides};

/// Neighbouring elements of the output along one axis.
struct Section {
    /// How many.
    count: usize,
    /// The first of the output.
    to: usize,
    /// The first of the input, and the step to the next.
    from: usize,
    step: isize,
}

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::MirrorPad(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let border = usize::from(options.mode == MirrorPadMode::Reflect);
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let paddings = node.integers(1, "paddings")?;
    if paddings.len() != 2 * x.shape().len() {
        let says = format!("does not fit {} paddings, two a dimension", paddings.len());
        return Err(node.mismatch(x, "input", &says));
    }
    let (mut axes, mut shape) = (Vec::new(), Vec::new());
    for (&length, padding) in x.shape().iter().zip(paddings.as_chunks::<2>().0) {
        let sections = sections(length, padding, border).ok_or_else(|| {
            let what = format!("its padding {padding:?} is more than {length} elements mirror");
            text::option(node.place(), &what)
        })?;
        shape.push(sections.iter().map(|section| section.count).sum());
        axes.push(sections);
    }
    node.expect_shape(y, "output", &shape)?;
    node.expect_output_quantization(x, "input", y)?;
    for copy in copies(&axes, x.shape(), &shape) {
        node.emit(Kind::Copy(copy), &[x], y);
    }
    Ok(())
}

/// The border before, the middle and the border after of one axis, without those that are empty. A border
/// may be as long as the axis less the elements that it does not repeat.
fn sections(length: usize, padding: &[i64; 2], border: usize) -> Option<Vec<Section>> {
    let most = length.checked_sub(border)?;
    let fitting = |padding: i64| usize::try_from(padding).ok().filter(|&p| p <= most);
    let (before, after) = (fitting(padding[0])?, fitting(padding[1])?);
    let back = |count: usize, to: usize, last: usize| Section {
        count,
        to,
        from: last,
        step: -1,
    };
    let middle = Section {
        count: length,
        to: before,
        from: 0,
        step: 1,
    };
    let sections = [
        back(before, 0, (before + border).saturating_sub(1)),
        middle,
        back(after, before + length, most.saturating_sub(1)),
    ];
    let sections = sections.into_iter().filter(|section| section.count > 0);
    Some(sections.collect())
}

/// A copy for each choice of a section of every axis.
fn copies(axes: &[Vec<Section>], input: &[usize], output: &[usize]) -> Vec<Copy> {
    let (inputs, outputs) = (strides(input), strides(output));
    let nothing = (Vec::new(), side(), side());
    let mut boxes = vec![nothing];
    for (axis, sections) in axes.iter().enumerate() {
        let (input, output) = (inputs[axis], outputs[axis]);
        let longer = |(dims, from, to): &(Vec<usize>, Side, Side)| {
            let (dims, from, to) = (dims.clone(), from.clone(), to.clone());
            sections.iter().map(move |section| {
                let (mut dims, mut from, mut to) = (dims.clone(), from.clone(), to.clone());
                dims.push(section.count);
                from.start += section.from * input.unsigned_abs();
                from.strides.push(section.step * input);
                to.start += section.to * output.unsigned_abs();
                to.strides.push(output);
                (dims, from, to)
            })
        };
        boxes = boxes.iter().flat_map(longer).collect();
    }
    let boxes = boxes.into_iter();
    boxes
        .map(|(dims, from, to)| Copy::new(&dims, from, to))
        .collect()
}

/// One side of a copy without loops.
fn side() -> Side {
    Side {
        start: 0,
        strides: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements of the input that an axis of three elements with borders of two has.
    fn mirrored(border: usize) -> Vec<isize> {
        let sections = sections(3, &[2, 2], border).expect("borders that mirror");
        let elements = sections.iter().flat_map(|section| {
            let at =
                move |turn: usize| section.from.cast_signed() + turn.cast_signed() * section.step;
            (0..section.count).map(at)
        });
        elements.collect()
    }

    #[test]
    fn borders_mirror() {
        assert_eq!(mirrored(1), [2, 1, 0, 1, 2, 1, 0]);
        assert_eq!(mirrored(0), [1, 0, 0, 1, 2, 2, 1]);
        assert!(sections(3, &[3, 0], 1).is_none() && sections(3, &[3, 0], 0).is_some());
        assert!(sections(3, &[-1, 0], 0).is_none());
    }
}

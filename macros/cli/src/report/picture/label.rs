//! Names in rectangles that have room for them.

use super::geometry::{Block, Frame};

/// Pixels of an ASCII character, and of another one.
const CHARACTER: [f64; 2] = [6.1, 10.0];
/// Pixels from the top of a line to the next.
pub(in super::super) const LINE: f64 = 11.0;
/// Pixels between a text and the edge of its rectangle.
const MARGIN: f64 = 3.0;

/// A text in a rectangle.
#[derive(Clone, Debug)]
pub(in super::super) struct Label {
    pub(in super::super) text: String,
    /// Whether the text runs from the bottom up.
    pub(in super::super) is_upright: bool,
    /// Left, top, right and bottom of the covered area.
    pub(in super::super) area: [f64; 4],
}

/// Returns the length of a text in pixels, in the widest of common fonts.
pub(in super::super) fn length(text: &str) -> f64 {
    let widths = text.chars().map(|c| CHARACTER[usize::from(!c.is_ascii())]);
    widths.sum()
}

/// Returns the name of a block where it fits and no other block lies: along the top, otherwise
/// upright.
pub(super) fn of(name: &str, frame: &Frame, blocks: &[Block], index: usize) -> Option<Label> {
    let block = &blocks[index];
    let (first, last) = alone(blocks, index)?;
    let (x, right) = (frame.x(first) + MARGIN, frame.x(last + 1) - MARGIN);
    let (y, bottom) = (frame.y(block.end), frame.y(block.start));
    let (width, height) = (right - x, bottom - y - 2.0 * MARGIN);
    let names = shorter(name);
    let fitting = |room: f64| names.iter().find(|name| length(name) <= room);
    let flat = fitting(width).filter(|_| bottom - y >= LINE);
    let (text, is_upright) = match flat {
        Some(text) => (text, false),
        None => (fitting(height).filter(|_| width >= LINE - MARGIN)?, true),
    };
    Some(Label {
        text: text.clone(),
        is_upright,
        area: match is_upright {
            false => [x, y, x + length(text), y + LINE],
            true => [
                x,
                bottom - MARGIN - length(text),
                x + LINE - MARGIN,
                bottom - MARGIN,
            ],
        },
    })
}

/// Returns the longest run of steps of a block in which no other block covers it.
fn alone(blocks: &[Block], index: usize) -> Option<(usize, usize)> {
    let block = &blocks[index];
    let others = blocks
        .iter()
        .enumerate()
        .filter(|&(other, _)| other != index);
    let covers: Vec<&Block> = others
        .map(|(_, other)| other)
        .filter(|other| other.start < block.end && block.start < other.end)
        .collect();
    let is_free = |step: usize| {
        let mut covers = covers.iter();
        !covers.any(|other| (other.first..=other.last).contains(&step))
    };
    let mut best = None;
    let mut first = None;
    for step in block.first..=block.last {
        first = is_free(step).then(|| first.unwrap_or(step));
        let Some(first) = first else { continue };
        if best.is_none_or(|(from, to)| step - first > to - from) {
            best = Some((first, step));
        }
    }
    best
}

/// Returns a name, and its parts without folders at the beginning or names at the end, the longest first:
/// `net/relu_1/Relu;…`, `…/relu_1/Relu`, `…/relu_1`.
fn shorter(name: &str) -> Vec<String> {
    let first = name.split(';').next().unwrap_or(name);
    let parts: Vec<&str> = first.split('/').filter(|part| !part.is_empty()).collect();
    let mut names = vec![name.to_owned(), first.to_owned()];
    for from in 1..parts.len() {
        names.push(format!("…/{}", parts[from..].join("/")));
    }
    if let [.., layer, _] = parts.as_slice() {
        names.push(format!("…/{layer}"));
    }
    names.retain(|name| !name.is_empty());
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_between_their_parts() {
        assert_eq!(
            shorter("net/relu_1/Relu;…"),
            [
                "net/relu_1/Relu;…",
                "net/relu_1/Relu",
                "…/relu_1/Relu",
                "…/relu_1",
                "…/Relu"
            ]
        );
        assert_eq!(shorter("scratch"), ["scratch", "scratch"]);
        assert_eq!(shorter(""), [""; 0]);
    }
}

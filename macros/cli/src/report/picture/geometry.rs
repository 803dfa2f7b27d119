//! The geometry of a picture.

use super::super::{Kind, ModelRecord, ReportedOperator};
use super::label::length;

/// Pixels left of the first step, for numbers of bytes.
pub(super) const LEFT: f64 = 70.0;
/// Pixels above the largest number of bytes.
pub(super) const TOP: f64 = 76.0;
/// Pixels of the whole arena.
pub(super) const HEIGHT: f64 = 420.0;
/// Pixels of all steps together, unless that makes columns too narrow.
const WIDTH: f64 = 860.0;
/// The smallest width of a step in pixels.
const COLUMN: f64 = 16.0;
/// Pixels at the right, for the texts of the lines.
const RIGHT: f64 = 160.0;
/// The slope of the names of steps in degrees.
pub(super) const SLOPE: f64 = 70.0;
/// The largest number of lines with numbers of bytes.
const LINES: usize = 10;

/// The mapping of steps and bytes to pixels.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Frame {
    columns: usize,
    bytes: usize,
    /// Pixels of a step.
    pub(super) column: f64,
    /// Pixels below the arena, for the names of steps.
    bottom: f64,
}

impl Frame {
    pub(in super::super) fn new(record: &ModelRecord) -> Self {
        let columns = record.operators.len() + 1;
        Self {
            columns,
            bytes: record.arena_bytes.max(1),
            column: (WIDTH / columns as f64).max(COLUMN),
            bottom: names(record)
                .iter()
                .map(|name| length(name))
                .fold(0.0, f64::max)
                + 25.0,
        }
    }

    /// Returns the left edge of a step.
    pub(in super::super) fn x(&self, step: usize) -> f64 {
        LEFT + self.column * step as f64
    }

    pub(super) fn right(&self) -> f64 {
        self.x(self.columns)
    }

    /// Returns the height of a byte's lower edge.
    pub(in super::super) fn y(&self, byte: usize) -> f64 {
        TOP + HEIGHT * (1.0 - byte as f64 / self.bytes as f64)
    }

    pub(super) fn width(&self) -> f64 {
        self.right() + RIGHT
    }

    pub(super) fn height(&self) -> f64 {
        TOP + HEIGHT + self.bottom
    }
}

/// Returns the names below the columns: the steps, and the time at which the caller reads.
pub(super) fn names(record: &ModelRecord) -> Vec<String> {
    let steps = record.operators.iter().map(ReportedOperator::label);
    steps.chain(["end".to_owned()]).collect()
}

/// Returns the bytes between two lines: 1, 2 or 5 times a power of ten.
pub(super) fn step_of(bytes: usize) -> usize {
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if bytes / step <= LINES {
                return step;
            }
        }
        power *= 10;
    }
}

/// The class of a rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Class {
    Tensor,
    Kept,
    Strip,
    Scratch,
    Sums,
}

impl Class {
    pub(super) const ALL: [Self; 5] = [
        Self::Tensor,
        Self::Kept,
        Self::Strip,
        Self::Scratch,
        Self::Sums,
    ];

    /// Returns the class in the style sheet.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tensor => "tensor",
            Self::Kept => "kept",
            Self::Strip => "strip",
            Self::Scratch => "scratch",
            Self::Sums => "sums",
        }
    }

    /// Returns the text in the legend.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Tensor => "whole tensor",
            Self::Kept => "kept rows",
            Self::Strip => "rest of a strip",
            Self::Scratch => "scratch",
            Self::Sums => "sums",
        }
    }
}

/// Bytes from `start` to before `end`, in use from the `first` step to the `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Block {
    /// Position in [`ModelRecord::memory`].
    pub(in super::super) memory: usize,
    pub(super) class: Class,
    pub(in super::super) first: usize,
    pub(in super::super) last: usize,
    pub(in super::super) start: usize,
    pub(in super::super) end: usize,
}

/// Returns all rectangles. Where uses of the same bytes overlap in time, the longer one has the
/// bytes.
pub(in super::super) fn blocks(record: &ModelRecord) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, memory) in record.memory.iter().enumerate() {
        let mut uses = memory.uses.clone();
        uses.sort_by_key(|u| u.bytes);
        let mut below = 0;
        for (position, u) in uses.iter().enumerate() {
            let class = match memory.kind {
                Kind::Tensor => Class::Tensor,
                Kind::Scratch => Class::Scratch,
                Kind::Sums => Class::Sums,
                Kind::Rows if position + 1 < uses.len() => Class::Kept,
                Kind::Rows => Class::Strip,
            };
            if u.bytes > below {
                blocks.push(Block {
                    memory: index,
                    class,
                    first: u.first,
                    last: u.last,
                    start: memory.offset + below,
                    end: memory.offset + u.bytes,
                });
            }
            below = below.max(u.bytes);
        }
    }
    blocks
}

//! Row streaming: how far each tensor has come, and what an operator can compute from it.
//!
//! The compiler runs the same functions to find how much memory the rows take: what it has seen is
//! what a run does.

use core::ops::Range;

/// The rows of a tensor that are in memory: the first of them at the start of its buffer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    first: u16,
    end: u16,
}

/// How rows of an operator's output depend on rows of its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stride {
    /// Rows that one row of output sees, with what lies between dilated taps.
    pub taps: usize,
    /// Rows of input from one row of output to the next.
    pub step: usize,
    /// Rows of padding above the input.
    pub pad_top: usize,
    /// Rows of the whole input.
    pub input: usize,
    /// Rows of the whole output.
    pub output: usize,
    /// Most rows of output in one strip.
    pub most: usize,
}

/// What one call of a kernel computes: rows in the buffers of input and output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// Rows that are seen.
    pub x: Range<usize>,
    /// Rows of padding above them.
    pub pad_top: usize,
    /// Rows that are computed.
    pub y: Range<usize>,
}

impl Rows {
    /// No rows yet.
    pub const NONE: Self = Self { first: 0, end: 0 };

    /// All rows of a tensor that lies whole in memory.
    pub const fn all(height: usize) -> Self {
        Self {
            first: 0,
            end: height as u16,
        }
    }

    /// Rows that have been computed.
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Rows that are in memory.
    pub const fn len(self) -> usize {
        self.end.wrapping_sub(self.first) as usize
    }

    /// Whether no row is in memory.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Takes note of one more row: its place in the buffer.
    pub const fn push(&mut self) -> usize {
        let at = self.len();
        self.end = self.end.wrapping_add(1);
        at
    }

    /// Forgets the rows before `needed`, and moves those that stay to the start of the buffer.
    #[inline(always)]
    pub fn slide<R: Copy, const N: usize>(&mut self, buffer: &mut [R; N], needed: usize) {
        let range = self.forget(needed);
        if range.start > 0 && range.end <= N {
            buffer.copy_within(range, 0);
        }
    }

    /// Forgets the rows before `needed`: where those that stay are in the buffer.
    pub fn forget(&mut self, needed: usize) -> Range<usize> {
        let keep = needed.clamp(self.first.into(), self.end.into());
        let from = keep - usize::from(self.first);
        let len = self.len();
        self.first = keep as u16;
        from..len
    }
}

impl Stride {
    /// Rows of input that are not needed before this one, once `done` rows of output are there.
    pub const fn needed(&self, done: Rows) -> usize {
        if done.end() >= self.output {
            self.input
        } else {
            (done.end() * self.step).saturating_sub(self.pad_top)
        }
    }

    /// Rows of output that can be computed from the first `x` rows of input.
    pub const fn possible(&self, x: usize) -> usize {
        if x >= self.input {
            return self.output;
        }
        let Some(behind) = (x + self.pad_top).checked_sub(self.taps) else {
            return 0;
        };
        let rows = match behind.checked_div(self.step) {
            Some(rows) => rows + 1,
            None => 0,
        };
        if rows < self.output {
            rows
        } else {
            self.output
        }
    }

    /// The next strip, of which `y` takes note: as many rows as the input allows, up to `most`.
    pub fn next(&self, x: Rows, y: &mut Rows) -> Strip {
        let done = y.end();
        let end = self.possible(x.end()).min(done + self.most).max(done);
        let from = done * self.step;
        let to = (end * self.step + self.taps)
            .saturating_sub(self.step + self.pad_top)
            .min(self.input);
        let in_x = |row: usize| row.saturating_sub(x.first.into());
        let in_y = |row: usize| row.saturating_sub(y.first.into());
        let strip = Strip {
            x: in_x(from.saturating_sub(self.pad_top))..in_x(to),
            pad_top: self.pad_top.saturating_sub(from),
            y: in_y(done)..in_y(end),
        };
        y.end = end as u16;
        strip
    }
}

impl Strip {
    /// Whether there is nothing to compute.
    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Stride = Stride {
        taps: 3,
        step: 1,
        pad_top: 1,
        input: 6,
        output: 6,
        most: 2,
    };

    #[test]
    fn strips_follow_the_input() {
        let (mut x, mut y) = (Rows::NONE, Rows::NONE);
        let mut strips = std::vec::Vec::new();
        while y.end() < 6 {
            if x.end() < 6 {
                x.push();
                x.push();
            }
            let strip = WINDOW.next(x, &mut y);
            strips.push((strip.x, strip.pad_top, strip.y));
            x.forget(WINDOW.needed(y));
            assert!(x.len() <= 2, "two rows are kept");
            y.forget(y.end());
        }
        let expected = [
            (0..2, 1, 0..1),
            (0..4, 0, 0..2),
            (0..4, 0, 0..2),
            (0..2, 0, 0..1),
        ];
        assert_eq!(strips, expected);
    }

    #[test]
    fn rows_between_windows_are_skipped() {
        let points = Stride {
            taps: 1,
            step: 2,
            pad_top: 0,
            input: 5,
            output: 3,
            most: 9,
        };
        assert_eq!([0, 1, 2, 3, 5].map(|x| points.possible(x)), [0, 1, 1, 2, 3]);
        let (mut x, mut y) = (Rows::all(4), Rows::NONE);
        assert_eq!(
            points.next(x, &mut y),
            Strip {
                x: 0..3,
                pad_top: 0,
                y: 0..2
            }
        );
        assert_eq!(x.forget(points.needed(y)), 4..4);
        assert_eq!(x.push(), 0);
    }

    #[test]
    fn kept_rows_move_to_the_front() {
        let mut rows = Rows::all(4);
        let mut buffer = [1, 2, 3, 4, 5];
        rows.slide(&mut buffer, 2);
        assert_eq!((buffer, rows.len(), rows.end()), ([3, 4, 3, 4, 5], 2, 4));
    }
}

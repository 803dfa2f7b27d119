//! Row streaming: the rows of each tensor that have been computed, and the rows that an operator
//! can compute from them.
//!
//! The compiler runs the same functions to find how much memory the rows take, so that its plan
//! matches every run.

use core::fmt;
use core::ops::Range;

use crate::arch;
use crate::at::At;

/// The rows of a tensor that are in memory, the first of them at the start of its buffer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    first: u16,
    end: u16,
}

/// The dependence of rows of an operator's output on rows of its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stride {
    /// Rows of input between the first and the last tap of one row of output, inclusive.
    pub taps: usize,
    /// Rows of input from one row of output to the next.
    pub step: usize,
    /// Rows of padding above the input.
    pub pad_top: usize,
    /// Rows of the whole input.
    pub input: usize,
    /// Rows of the whole output.
    pub output: usize,
    /// The largest number of rows of output in one strip.
    pub most: usize,
}

/// The rows that one call of a kernel computes, in the buffers of input and output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// Rows that are read.
    pub x: Range<usize>,
    /// Rows of padding above the rows that are read.
    pub pad_top: usize,
    /// Rows that are computed.
    pub y: Range<usize>,
    /// The first of the computed rows in the whole output.
    pub first: usize,
}

impl Rows {
    /// The state before the first row.
    pub const NONE: Self = Self { first: 0, end: 0 };

    /// Returns all rows of a tensor that is entirely in memory.
    pub const fn all(height: usize) -> Self {
        Self {
            first: 0,
            end: height as u16,
        }
    }

    /// Returns the number of rows that have been computed.
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Returns the number of rows that are in memory.
    pub const fn len(self) -> usize {
        self.end.wrapping_sub(self.first) as usize
    }

    /// Returns whether no row is in memory.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns these rows without the rows that `other` does not have yet.
    pub fn until(self, other: Self) -> Self {
        Self {
            end: self.end.min(other.end),
            ..self
        }
    }

    /// Returns whether no row has been computed yet.
    pub const fn is_new(self) -> bool {
        self.end == 0
    }

    /// Records one more row.
    pub const fn push(&mut self) {
        self.end = self.end.wrapping_add(1);
    }

    /// Copies the next of `height` rows into the buffer. Returns whether it is the last of `each`
    /// rows, or of all.
    ///
    /// # Errors
    /// Returns an error if all rows have been fed.
    pub fn feed<R: Copy, const N: usize>(
        &mut self,
        row: &R,
        buffer: &mut [R; N],
        height: usize,
        each: usize,
    ) -> Result<bool, FeedError> {
        let place = buffer.get_mut(self.len());
        let Some(place) = place.filter(|_| self.end() < height) else {
            return Err(FeedError::TooManyRows { height });
        };
        *place = *row;
        self.push();
        let rest = self.end().checked_rem(each).unwrap_or(0);
        Ok(rest == 0 || self.end() == height)
    }

    /// Checks that all of `height` rows have been fed.
    ///
    /// # Errors
    /// Returns an error if rows are missing.
    pub const fn complete(self, height: usize) -> Result<(), FeedError> {
        let fed = self.end();
        if fed == height {
            Ok(())
        } else {
            Err(FeedError::RowsMissing { fed, height })
        }
    }

    /// Drops the rows before `needed`, and moves the remaining rows to the start of the buffer, which are bytes
    /// whatever their elements are.
    #[inline(always)]
    pub fn slide<const R: usize, const N: usize>(
        &mut self,
        buffer: &mut [[i8; R]; N],
        needed: usize,
    ) {
        let kept = self.forget(needed);
        let first = kept.start.wrapping_mul(R);
        to_front(buffer.as_flattened_mut(), first, kept.len().wrapping_mul(R));
    }

    /// Drops the rows before `needed`; returns the range of the remaining rows in the buffer.
    pub fn forget(&mut self, needed: usize) -> Range<usize> {
        // `clamp` would keep its assertion in the firmware.
        let keep = needed.max(self.first.into()).min(self.end.into());
        let from = keep.saturating_sub(self.first.into());
        let len = self.len();
        self.first = keep as u16;
        from..len
    }
}

/// Moves `count` values from `start` on to the front, in pieces that do not overlap.
#[inline(never)]
fn to_front(mut values: &mut [i8], start: usize, mut count: usize) {
    while start > 0 && count > 0 {
        let piece = count.min(start);
        let Some((to, from)) = values.split_at_mut_checked(start) else {
            return;
        };
        if let (Some(to), Some(from)) = (to.get_mut(..piece), from.get(..piece)) {
            arch::copy(to, from);
        }
        values = values.get_mut(piece..).unwrap_or_default();
        count -= piece;
    }
}

/// The reason why rows were rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedError {
    /// The input is complete: its result is to be fetched by `finish`.
    TooManyRows {
        /// Rows of the input.
        height: usize,
    },
    /// There is no result yet.
    RowsMissing {
        /// Rows that were fed.
        fed: usize,
        /// Rows of the input.
        height: usize,
    },
}

impl fmt::Display for FeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyRows { height } => {
                write!(f, "all {height} rows of the input have been fed")
            }
            Self::RowsMissing { fed, height } => {
                write!(
                    f,
                    "only {fed} of the {height} rows of the input have been fed"
                )
            }
        }
    }
}

impl core::error::Error for FeedError {}

impl Stride {
    /// Returns the number of rows of input that are no longer needed after `done` rows of output.
    pub const fn needed(&self, done: Rows) -> usize {
        if done.end() >= self.output {
            self.input
        } else {
            let first = done.end().wrapping_mul(self.step);
            first.saturating_sub(self.pad_top)
        }
    }

    /// Returns the number of rows of output that can be computed from the first `x` rows of input.
    pub const fn possible(&self, x: usize) -> usize {
        if x >= self.input {
            return self.output;
        }
        let Some(behind) = x.wrapping_add(self.pad_top).checked_sub(self.taps) else {
            return 0;
        };
        let rows = match behind.checked_div(self.step) {
            Some(rows) => rows.wrapping_add(1),
            None => 0,
        };
        if rows < self.output {
            rows
        } else {
            self.output
        }
    }

    /// Returns the next strip, as many rows as the input allows, up to `most`, and records its rows
    /// in `y`.
    pub fn next(&self, x: Rows, y: &mut Rows) -> Strip {
        let done = y.end();
        let most = done.wrapping_add(self.most);
        let end = self.possible(x.end()).min(most).max(done);
        let from = done.wrapping_mul(self.step);
        let to = At(end) * self.step + self.taps;
        let to = to.0.saturating_sub(self.step.wrapping_add(self.pad_top));
        let to = to.min(self.input);
        let in_x = |row: usize| row.saturating_sub(x.first.into());
        let in_y = |row: usize| row.saturating_sub(y.first.into());
        let to = if end > done { to } else { 0 };
        let strip = Strip {
            x: in_x(from.saturating_sub(self.pad_top)).min(in_x(to))..in_x(to),
            pad_top: self.pad_top.saturating_sub(from),
            y: in_y(done)..in_y(end),
            first: done,
        };
        y.end = end as u16;
        strip
    }
}

/// Returns the elements of the rows in `buffer` that correspond to the rows of a strip; none where
/// they are not all there.
pub fn meeting<'a, T, const R: usize, const N: usize>(
    buffer: &'a [[T; R]; N],
    rows: Rows,
    strip: &Strip,
) -> &'a [T] {
    let start = strip.first.wrapping_sub(rows.first.into());
    let range = start..start.wrapping_add(strip.y.len());
    buffer.get(range).unwrap_or_default().as_flattened()
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
                y: 0..2,
                first: 0
            }
        );
        assert_eq!(x.forget(points.needed(y)), 4..4);
        assert!(x.is_empty());
    }

    #[test]
    fn kept_rows_move_to_the_front() {
        let mut rows = Rows::all(4);
        let mut buffer = [[1], [2], [3], [4], [5]];
        rows.slide(&mut buffer, 2);
        assert_eq!(buffer, [[3], [4], [3], [4], [5]]);
        assert_eq!((rows.len(), rows.end()), (2, 4));
    }

    #[test]
    fn rows_are_fed_until_all_are_there() {
        let (mut rows, mut buffer) = (Rows::NONE, [[0; 2]; 3]);
        assert!(rows.is_new());
        let fed = [1, 2, 3].map(|value| rows.feed(&[value; 2], &mut buffer, 3, 2));
        assert_eq!(fed, [Ok(false), Ok(true), Ok(true)]);
        assert_eq!(buffer, [[1; 2], [2; 2], [3; 2]]);
        let surplus = rows.feed(&[4; 2], &mut buffer, 3, 2);
        assert_eq!(surplus, Err(FeedError::TooManyRows { height: 3 }));
        assert_eq!(rows.complete(3), Ok(()));
        assert_eq!(
            rows.complete(4),
            Err(FeedError::RowsMissing { fed: 3, height: 4 })
        );
    }
}

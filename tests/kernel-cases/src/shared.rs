//! Memory in which an output lies over its input.

use alloc::vec::Vec;
use core::fmt::Debug;
use core::ops::Range;

use tiny_model_kernels::bytes::{Io, Plain};

use crate::{Draw, Verdict, compare};

/// The smallest number of bytes around both.
pub(crate) const GUARDS: usize = 16;

/// An input and an output that may share bytes.
pub(crate) struct Shared {
    pub(crate) before: Vec<i8>,
    pub(crate) memory: Vec<i8>,
    pub(crate) x: Range<usize>,
    pub(crate) y: Range<usize>,
}

/// Draws a few bytes after which values of both types may begin.
pub(crate) fn few_bytes<X, Y>(draw: &mut Draw) -> usize {
    let alignment = align_of::<X>().max(align_of::<Y>());
    draw.size(0..=3) / alignment * alignment
}

impl Shared {
    /// Creates an input of these values that begins `distance` bytes after an output of `size` bytes. Both are
    /// aligned as values of their types are, and often no better.
    pub(crate) fn of<X, Y>(draw: &mut Draw, values: &[i8], size: usize, distance: usize) -> Self {
        let start = GUARDS + few_bytes::<X, Y>(draw);
        Self::from(draw, start, values, size, distance)
    }

    /// Creates the input and output from a byte of the memory on.
    pub(crate) fn from(
        draw: &mut Draw,
        start: usize,
        values: &[i8],
        size: usize,
        distance: usize,
    ) -> Self {
        let y = start..start + size;
        let x = start + distance..start + distance + values.len();
        let mut memory = draw.tensor(y.end.max(x.end) + GUARDS);
        memory[x.clone()].copy_from_slice(values);
        Self {
            before: memory.clone(),
            memory,
            x,
            y,
        }
    }

    /// Returns both as slices of values.
    pub(crate) fn io<A: Plain, B: Plain>(&mut self) -> Io<'_, [A], [B]> {
        let (x, y) = (self.x.len(), self.y.len());
        self.image(0, [x, y])
    }

    /// Returns one of several images of both, with sizes in bytes.
    pub(crate) fn image<A: Plain, B: Plain>(
        &mut self,
        image: usize,
        [x, y]: [usize; 2],
    ) -> Io<'_, [A], [B]> {
        let part =
            |of: &Range<usize>, size: usize| of.start + image * size..of.start + (image + 1) * size;
        let (x, y) = (part(&self.x, x), part(&self.y, y));
        Io::within(&mut self.memory, x, y)
    }

    /// Compares as [`compare`] does, and checks that only the output was written.
    pub(crate) fn compare(&self, expected: &[i8], case: &dyn Debug) -> Verdict {
        match (
            compare(&self.memory[self.y.clone()], expected, case),
            self.beside(),
        ) {
            (Verdict::Equal, Some(at)) => Verdict::Differs(alloc::format!(
                "byte {at} of the output was written, which is none\n{case:?}"
            )),
            (verdict, _) => verdict,
        }
    }

    /// Returns the position of a byte that was written outside of the output, relative to its
    /// start.
    pub(crate) fn beside(&self) -> Option<isize> {
        let beside = |at: &usize| !self.y.contains(at) && self.memory[*at] != self.before[*at];
        let at = (0..self.memory.len()).find(beside)?;
        Some(at as isize - self.y.start as isize)
    }
}

//! Tensors that begin anywhere in a word, between bytes that no kernel may write.

use alloc::vec::Vec;
use core::fmt::Debug;
use core::ops::Range;

use tiny_model_kernels::bytes::{Io, Plain};

use crate::{Draw, Verdict, compare};

/// The bytes around a tensor.
const GUARD: i8 = 0x5a;
/// How many there are at each end, at least.
const GUARDS: usize = 16;

/// One tensor in memory of its own.
#[derive(Clone)]
pub(crate) struct Tensor {
    memory: Vec<i8>,
    range: Range<usize>,
}

impl Tensor {
    /// A tensor with these values.
    pub(crate) fn of(draw: &mut Draw, values: &[i8]) -> Self {
        let start = GUARDS + draw.size(0..=3);
        let range = start..start + values.len();
        let mut memory = alloc::vec![GUARD; range.end + GUARDS];
        memory[range.clone()].copy_from_slice(values);
        Self { memory, range }
    }

    /// A tensor to write, full of rubbish.
    pub(crate) fn rubbish(draw: &mut Draw, len: usize) -> Self {
        let rubbish = draw.tensor(len);
        Self::of(draw, &rubbish)
    }

    pub(crate) fn values(&self) -> &[i8] {
        &self.memory[self.range.clone()]
    }

    pub(crate) fn values_mut(&mut self) -> &mut [i8] {
        &mut self.memory[self.range.clone()]
    }

    pub(crate) fn array<const N: usize>(&self) -> &[i8; N] {
        self.values().first_chunk().expect("as many values")
    }

    pub(crate) fn array_mut<const N: usize>(&mut self) -> &mut [i8; N] {
        self.values_mut().first_chunk_mut().expect("as many values")
    }

    /// As `[N][C]`.
    pub(crate) fn rows<const N: usize, const C: usize>(&self) -> &[[i8; C]; N] {
        let rows = self.values().as_chunks().0;
        rows.first_chunk().expect("as many values")
    }

    /// As `[N][C]`.
    pub(crate) fn rows_mut<const N: usize, const C: usize>(&mut self) -> &mut [[i8; C]; N] {
        let rows = self.values_mut().as_chunks_mut().0;
        rows.first_chunk_mut().expect("as many values")
    }

    /// As `[N][H][W][C]`.
    pub(crate) fn image<const N: usize, const H: usize, const W: usize, const C: usize>(
        &self,
    ) -> &[[[[i8; C]; W]; H]; N] {
        let rows = self.values().as_chunks().0.as_chunks().0;
        let images = rows.as_chunks().0;
        images.first_chunk().expect("as many values")
    }

    /// As `[N][H][W][C]`.
    pub(crate) fn image_mut<const N: usize, const H: usize, const W: usize, const C: usize>(
        &mut self,
    ) -> &mut [[[[i8; C]; W]; H]; N] {
        let rows = self.values_mut().as_chunks_mut().0.as_chunks_mut().0;
        let images = rows.as_chunks_mut().0;
        images.first_chunk_mut().expect("as many values")
    }

    /// [`compare`], and nothing around the tensor was written.
    pub(crate) fn compare(&self, expected: &[i8], case: &dyn Debug) -> Verdict {
        let verdict = compare(self.values(), expected, case);
        let around = self.memory[..self.range.start]
            .iter()
            .chain(&self.memory[self.range.end..]);
        match verdict {
            Verdict::Equal if around.clone().any(|&byte| byte != GUARD) => {
                let around = around.copied().collect::<Vec<i8>>();
                Verdict::Differs(alloc::format!(
                    "bytes around the output were written: {around:?}\n{case:?}"
                ))
            }
            verdict => verdict,
        }
    }
}

/// An input and an output that may share bytes.
pub(crate) struct Shared {
    before: Vec<i8>,
    memory: Vec<i8>,
    x: Range<usize>,
    y: Range<usize>,
}

impl Shared {
    /// An input of these values that begins so many bytes after an output of `size` bytes.
    pub(crate) fn of(draw: &mut Draw, values: &[i8], size: usize, distance: usize) -> Self {
        let start = GUARDS + draw.size(0..=3);
        Self::from(draw, start, values, size, distance)
    }

    /// The same of an output in words.
    pub(crate) fn over_words(draw: &mut Draw, values: &[i8], size: usize, distance: usize) -> Self {
        let mut shared = Self::from(draw, GUARDS, values, size, distance);
        // Wherever the memory is, some place is right.
        let off = shared.memory.as_ptr().addr() % 4;
        shared.memory.rotate_right((4 - off) % 4);
        for range in [&mut shared.x, &mut shared.y] {
            *range = range.start + (4 - off) % 4..range.end + (4 - off) % 4;
        }
        shared.before.copy_from_slice(&shared.memory);
        shared
    }

    fn from(draw: &mut Draw, start: usize, values: &[i8], size: usize, distance: usize) -> Self {
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

    /// Both, as slices of such values.
    pub(crate) fn io<A: Plain, B: Plain>(&mut self) -> Io<'_, [A], [B]> {
        let (x, y) = (self.x.len(), self.y.len());
        self.image(0, [x, y])
    }

    /// The same of one image of several, of sizes in bytes.
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

    /// [`compare`], and nothing but the output was written.
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

    /// A byte that was written beside the output, counted from its first.
    pub(crate) fn beside(&self) -> Option<isize> {
        let beside = |at: &usize| !self.y.contains(at) && self.memory[*at] != self.before[*at];
        let at = (0..self.memory.len()).find(beside)?;
        Some(at as isize - self.y.start as isize)
    }
}

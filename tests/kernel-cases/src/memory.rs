//! Tensors that begin anywhere in a word, between bytes that no kernel may write.

use alloc::vec::Vec;
use core::fmt::Debug;
use core::ops::Range;

use crate::{Draw, Verdict, compare};

/// The value of the bytes around a tensor.
const GUARD: i8 = 0x5a;
/// The smallest number of guard bytes at each end.
const GUARDS: usize = 16;

/// A tensor in separate memory.
#[derive(Clone)]
pub(crate) struct Tensor {
    memory: Vec<i8>,
    range: Range<usize>,
}

impl Tensor {
    /// Creates a tensor with these values.
    pub(crate) fn of(draw: &mut Draw, values: &[i8]) -> Self {
        let start = GUARDS + draw.size(0..=3);
        let range = start..start + values.len();
        let mut memory = alloc::vec![GUARD; range.end + GUARDS];
        memory[range.clone()].copy_from_slice(values);
        Self { memory, range }
    }

    /// Creates a tensor for an output, filled with random bytes.
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

    /// Views the tensor as `[N][C]`.
    pub(crate) fn rows<const N: usize, const C: usize>(&self) -> &[[i8; C]; N] {
        let rows = self.values().as_chunks().0;
        rows.first_chunk().expect("as many values")
    }

    /// Views the tensor as `[N][C]`.
    pub(crate) fn rows_mut<const N: usize, const C: usize>(&mut self) -> &mut [[i8; C]; N] {
        let rows = self.values_mut().as_chunks_mut().0;
        rows.first_chunk_mut().expect("as many values")
    }

    /// Views the tensor as `[N][H][W][C]`.
    pub(crate) fn image<const N: usize, const H: usize, const W: usize, const C: usize>(
        &self,
    ) -> &[[[[i8; C]; W]; H]; N] {
        let rows = self.values().as_chunks().0.as_chunks().0;
        let images = rows.as_chunks().0;
        images.first_chunk().expect("as many values")
    }

    /// Compares as [`compare`] does, and checks that nothing around the tensor was written.
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

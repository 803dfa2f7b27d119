//! The file's bytes with bounds-checked reads, and a budget that keeps the work linear in the file's size.

use std::cell::Cell;

use crate::error::{Element, Problem, ReadError, What};
use crate::scalar::Scalar;

/// The number of times that all bytes of the file may be read. An intact file needs one; tools that share
/// equal strings or vectors need a little more. A damaged file may point every vector at the same bytes.
const READS_PER_BYTE: usize = 4;
/// The smallest budget of a file.
const SMALLEST_BUDGET: usize = 4096;

/// Bytes of one file.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    bytes: &'a [u8],
    /// Bytes that may still be read.
    budget: Cell<usize>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let budget = bytes
            .len()
            .saturating_mul(READS_PER_BYTE)
            .saturating_add(SMALLEST_BUDGET);
        Self {
            bytes,
            budget: Cell::new(budget),
        }
    }

    /// Returns `len` bytes from `at` on.
    pub(crate) fn slice(&self, at: usize, len: u64, what: What) -> Result<&'a [u8], ReadError> {
        usize::try_from(len)
            .ok()
            .and_then(|len| self.bytes.get(at..at.checked_add(len)?))
            .ok_or_else(|| {
                let available = self.bytes.len().saturating_sub(at);
                error(
                    at,
                    what,
                    Problem::OutOfBounds {
                        needed: len,
                        available,
                    },
                )
            })
    }

    /// Returns the little-endian scalar at `at`.
    pub(crate) fn scalar<T: Scalar>(&self, at: usize, what: What) -> Result<T, ReadError> {
        self.bytes.get(at..).and_then(T::first).ok_or_else(|| {
            let available = self.bytes.len().saturating_sub(at);
            error(
                at,
                what,
                Problem::OutOfBounds {
                    needed: size_of::<T>() as u64,
                    available,
                },
            )
        })
    }

    /// Returns the position that the unsigned 32-bit offset at `at` points to; offsets count from their own
    /// position.
    pub(crate) fn follow(&self, at: usize, what: What) -> Result<usize, ReadError> {
        let offset: u32 = self.scalar(at, what)?;
        let available = self.bytes.len().saturating_sub(at);
        usize::try_from(offset)
            .ok()
            .filter(|&offset| offset < available)
            .and_then(|offset| at.checked_add(offset))
            .ok_or_else(|| {
                error(
                    at,
                    what,
                    Problem::OutOfBounds {
                        needed: u64::from(offset),
                        available,
                    },
                )
            })
    }

    /// Subtracts `bytes` from the budget, before anything of that size is allocated or scanned.
    pub(crate) fn spend(&self, bytes: usize, at: usize, what: What) -> Result<(), ReadError> {
        let left = self
            .budget
            .get()
            .checked_sub(bytes)
            .ok_or_else(|| error(at, what, Problem::TooMuchSharing))?;
        self.budget.set(left);
        Ok(())
    }
}

/// Creates an error whose element is not known yet.
pub(crate) fn error(offset: usize, what: What, problem: Problem) -> ReadError {
    ReadError {
        offset,
        what,
        element: Element::Model,
        problem,
    }
}

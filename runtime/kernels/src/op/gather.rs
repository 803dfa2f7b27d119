//! GATHER, GATHER_ND and EMBEDDING_LOOKUP: slices of a tensor by indices that are known at run time.
//!
//! An index that is out of range, which the references reject at run time, counts as the nearest one in
//! range.

use crate::bytes::{I64, Plain};

/// An element of a tensor of indices.
pub trait Index: Plain {
    /// Returns the index in `0..len`, or the nearest one that is; `len` is at least 1.
    fn within(self, len: usize) -> usize;
    /// Returns the element of an index, which is below 2^31.
    fn of(index: usize) -> Self;
}

impl Index for i32 {
    #[inline(always)]
    fn within(self, len: usize) -> usize {
        // Tensors are smaller than 2^31.
        let last = (len as i32).wrapping_sub(1);
        self.min(last).max(0) as usize
    }

    #[inline(always)]
    fn of(index: usize) -> Self {
        index as i32
    }
}

impl Index for I64 {
    #[inline(always)]
    fn within(self, len: usize) -> usize {
        let last = (len as i64).wrapping_sub(1);
        self.get().min(last).max(0) as usize
    }

    #[inline(always)]
    fn of(index: usize) -> Self {
        Self::new(index as i64)
    }
}

/// The slices that are gathered: for each of `batches`, for each of `groups` and for each tuple of `D`
/// indices of the batch, one slice of the group's span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gather<const D: usize> {
    /// Leading parts of the input and the indices that belong together.
    pub batches: usize,
    /// Parts of the input in each batch that take the same indices.
    pub groups: usize,
    /// Elements of each group.
    pub span: usize,
    /// Tuples of indices of a batch.
    pub tuples: usize,
    /// Elements of a slice.
    pub slice: usize,
    /// For each index of a tuple, the length of the dimension that it counts, and the elements from one
    /// entry of the dimension to the next.
    pub dims: [(usize, usize); D],
}

/// `y[b][g][k] = x[b][g][indices[b][k]]`, slice by slice.
#[inline(never)]
pub fn gather<T: Plain, I: Index, const D: usize>(
    x: &[T],
    indices: &[I],
    mut y: &mut [T],
    how: &Gather<D>,
) {
    let (mut indices, mut start) = (indices.as_chunks::<D>().0, 0_usize);
    for _ in 0..how.batches {
        let Some((tuples, rest)) = indices.split_at_checked(how.tuples) else {
            return;
        };
        indices = rest;
        for _ in 0..how.groups {
            for tuple in tuples {
                let mut at = start;
                for (index, (len, stride)) in tuple.iter().zip(how.dims) {
                    at = at.wrapping_add(index.within(len).wrapping_mul(stride));
                }
                let Some((slice, rest)) = y.split_at_mut_checked(how.slice) else {
                    return;
                };
                y = rest;
                if let Some(x) = x.get(at..).and_then(|x| x.get(..how.slice)) {
                    for (y, x) in slice.iter_mut().zip(x) {
                        *y = *x;
                    }
                }
            }
            start = start.wrapping_add(how.span);
        }
    }
}

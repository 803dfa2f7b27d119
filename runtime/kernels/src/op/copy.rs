//! Copies by strides: TRANSPOSE, STRIDED_SLICE, SLICE, SPLIT, UNPACK, CONCATENATION, PACK, PAD.
//!
//! These operators move elements without reading their values. They differ in the walks through
//! their tensors, which the compiler computes.

use crate::bytes::{self, Plain};
use crate::op::walk::{Loop, check, walk};

/// A walk through one tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk<const R: usize> {
    /// The first element.
    pub offset: usize,
    /// Elements from one turn of a loop to the next; may be negative.
    pub strides: [isize; R],
}

/// The mapping of elements of `IN` to elements of `OUT`: `R` nested loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strided<const IN: usize, const OUT: usize, const R: usize> {
    axes: [Loop<2>; R],
    starts: [usize; 2],
}

impl<const IN: usize, const OUT: usize, const R: usize> Strided<IN, OUT, R> {
    /// Creates loops of `dims` turns, the last one innermost, that read along `from` and write
    /// along `to`.
    ///
    /// In a const context, a walk that leaves its tensor is a compile error.
    pub const fn new(dims: [usize; R], from: Walk<R>, to: Walk<R>) -> Self {
        let mut axes = [Loop {
            len: 0,
            strides: [0; 2],
        }; R];
        let mut r = 0;
        while r < R {
            axes[r] = Loop {
                len: dims[r],
                strides: [from.strides[r], to.strides[r]],
            };
            r += 1;
        }
        let starts = [from.offset, to.offset];
        check(&axes, starts, [IN, OUT]);
        Self { axes, starts }
    }
}

/// `y[to] = x[from]`, element by element; runs that are contiguous in both tensors are copied at
/// once.
#[inline(always)]
pub fn copy<T: Plain, const IN: usize, const OUT: usize, const R: usize>(
    x: &[T; IN],
    y: &mut [T; OUT],
    how: &Strided<IN, OUT, R>,
) {
    copy_runs(x, y, &how.axes, how.starts);
}

/// The code that all shapes of a rank share.
#[inline(never)]
fn copy_runs<T: Plain, const R: usize>(
    x: &[T],
    y: &mut [T],
    axes: &[Loop<2>; R],
    starts: [usize; 2],
) {
    walk(axes, starts, |[mut from, mut to], inner| {
        if inner.strides == [1, 1] {
            let x = x.get(from..).and_then(|x| x.get(..inner.len));
            let y = y.get_mut(to..).and_then(|y| y.get_mut(..inner.len));
            if let (Some(x), Some(y)) = (x, y) {
                bytes::copy(y, x);
            }
            return;
        }
        for _ in 0..inner.len {
            if let (Some(x), Some(y)) = (x.get(from), y.get_mut(to)) {
                *y = *x;
            }
            from = from.wrapping_add_signed(inner.strides[0]);
            to = to.wrapping_add_signed(inner.strides[1]);
        }
    });
}

/// Sets every element to `value`: the border of PAD and PADV2.
#[inline(always)]
pub fn fill<T: Plain, const N: usize>(y: &mut [T; N], value: T) {
    y.fill(value);
}

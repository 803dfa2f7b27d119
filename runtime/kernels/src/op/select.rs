//! SELECT_V2: one of two elements by a condition, broadcast by strides.

use crate::bytes::{Bool, Plain};
use crate::op::walk::{Loop, check, turns, walk};

/// The mapping of elements of three inputs to each of `N` outputs: `R` nested loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices<const N: usize, const R: usize> {
    axes: [Loop<3>; R],
}

impl<const N: usize, const R: usize> Choices<N, R> {
    /// Creates the loops from the row-major output dimensions, the strides of the inputs in elements,
    /// 0 where they broadcast, and their lengths.
    ///
    /// In a const context, a loop that leaves a tensor is a compile error.
    pub const fn new(dims: [usize; R], strides: [[usize; R]; 3], lens: [usize; 3]) -> Self {
        let mut axes = [Loop {
            len: 0,
            strides: [0; 3],
        }; R];
        let mut r = 0;
        while r < R {
            axes[r].len = dims[r];
            let mut input = 0;
            while input < 3 {
                axes[r].strides[input] = strides[input][r].cast_signed();
                input += 1;
            }
            r += 1;
        }
        check(&axes, [0; 3], lens);
        assert!(turns(&axes) == N, "the loops write every output once");
        Self { axes }
    }
}

/// `y[i] = x1[…]` where `c[…]` is true, otherwise `x2[…]`.
#[inline(never)]
pub fn select<T: Plain, const N: usize, const R: usize>(
    c: &[Bool],
    x1: &[T],
    x2: &[T],
    y: &mut [T; N],
    how: &Choices<N, R>,
) {
    let mut y = y.as_mut_slice();
    walk(&how.axes, [0; 3], |mut at, inner| {
        let Some((run, rest)) = core::mem::take(&mut y).split_at_mut_checked(inner.len) else {
            return;
        };
        y = rest;
        for y in run {
            let [at_c, at_1, at_2] = at;
            let chosen = match c.get(at_c) {
                Some(c) if c.get() => x1.get(at_1),
                _ => x2.get(at_2),
            };
            if let Some(&chosen) = chosen {
                *y = chosen;
            }
            for (at, stride) in at.iter_mut().zip(inner.strides) {
                *at = at.wrapping_add_signed(stride);
            }
        }
    });
}

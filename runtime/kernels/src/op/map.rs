//! Elementwise operators as functions of values, for elements of any types.
//!
//! The kernels of int8 activations have their own loops: [`lookup`](crate::op::lookup()) and
//! [`binary`](crate::op::binary).

use crate::bytes::Io;
use crate::op::Broadcast;
use crate::op::walk::{Loop, walk};
use crate::overlap::Overlap;

/// `y[i] = f(x[i])`.
#[inline(never)]
pub fn map<X: Copy, Y>(mut io: Io<'_, [X], [Y]>, f: impl Fn(X) -> Y) {
    let end = io.x().len().min(io.y().len());
    for i in 0..end {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = f(x);
    }
}

/// Returns how far the output of [`map`] may lie over its input, for so many elements of `x` bytes in the input and of
/// `y` bytes in the output.
///
/// Element `i` is read before it is written. Then the first `(i + 1) · y` bytes of the output are written, and the
/// first `(i + 1) · x` bytes of the input are not read any more. The difference is largest before the last element.
pub fn overlap(elements: usize, [x, y]: [usize; 2]) -> Overlap {
    Overlap {
        distance: elements.saturating_sub(1) * y.saturating_sub(x),
        step: x,
    }
}

/// `y[i] = f(x1[i], x2[i])`, where `io.x` is `x1`.
#[inline(never)]
pub fn zip<A: Copy, B: Copy, Y>(mut io: Io<'_, [A], [Y]>, x2: &[B], f: impl Fn(A, B) -> Y) {
    let end = x2.len().min(io.x().len()).min(io.y().len());
    for (i, &x2) in (0..end).zip(x2) {
        let Some(&x1) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = f(x1, x2);
    }
}

/// `y[i] = f(x1[…], x2[…])` where shapes differ.
#[inline(always)]
pub fn zip_broadcast<
    A: Copy,
    B: Copy,
    Y,
    const NA: usize,
    const NB: usize,
    const N: usize,
    const R: usize,
>(
    x1: &[A; NA],
    x2: &[B; NB],
    y: &mut [Y; N],
    f: impl Fn(A, B) -> Y,
    broadcast: &Broadcast<NA, NB, N, R>,
) {
    pairs(x1, x2, y, f, broadcast.axes());
}

/// The code that all shapes of a rank share.
#[inline(never)]
fn pairs<A: Copy, B: Copy, Y, const R: usize>(
    x1: &[A],
    x2: &[B],
    mut y: &mut [Y],
    f: impl Fn(A, B) -> Y,
    axes: &[Loop<2>; R],
) {
    walk(axes, [0; 2], |[mut at1, mut at2], inner| {
        let Some((run, rest)) = core::mem::take(&mut y).split_at_mut_checked(inner.len) else {
            return;
        };
        y = rest;
        for y in run {
            if let (Some(&x1), Some(&x2)) = (x1.get(at1), x2.get(at2)) {
                *y = f(x1, x2);
            }
            at1 = at1.wrapping_add_signed(inner.strides[0]);
            at2 = at2.wrapping_add_signed(inner.strides[1]);
        }
    });
}

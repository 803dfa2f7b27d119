//! Binary operators, element by element, broadcast by strides.

use crate::bytes::{Io, Plain};
use crate::op::walk::{Loop, check, turns, walk};
use crate::overlap::Overlap;

/// A function of one pair of elements.
pub trait Binary {
    /// An element of the inputs.
    type X: Plain;
    /// An element of the output, no larger than `X`.
    type Y: Plain;

    /// Returns the output for one pair.
    fn apply(&self, x1: Self::X, x2: Self::X) -> Self::Y;

    /// Computes the first outputs of arrays of one length by the target's own loop, if it has one, and returns how
    /// many.
    fn start(&self, _io: &mut Io<'_, [Self::X], [Self::Y]>, _x2: &[Self::X]) -> usize {
        0
    }
}

/// `y[i] = op(x1[i], x2[i])`, where `io.x` is `x1`.
#[inline(never)]
pub fn binary<O: Binary>(mut io: Io<'_, [O::X], [O::Y]>, x2: &[O::X], op: &O) {
    let done = op.start(&mut io, x2);
    // All three have one length, so that only one counter is compared.
    let end = x2.len().min(io.x().len()).min(io.y().len());
    let mut io = io.part(done..end, done..end);
    let x2 = x2.get(done..end).unwrap_or_default();
    for (i, &x2) in (0..x2.len()).zip(x2) {
        let Some(&x1) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = op.apply(x1, x2);
    }
}

/// Returns how far the output of [`binary`] may lie over its first input, and the output of
/// [`lookup`](crate::op::lookup()) over its input: exactly.
pub fn overlap() -> Overlap {
    Overlap {
        distance: 0,
        step: 1,
    }
}

/// The mapping of elements of inputs of lengths `A` and `B` to each of `N` outputs: `R` nested
/// loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broadcast<const A: usize, const B: usize, const N: usize, const R: usize> {
    axes: [Loop<2>; R],
}

impl<const A: usize, const B: usize, const N: usize, const R: usize> Broadcast<A, B, N, R> {
    /// Creates the loops from the row-major output dimensions and the strides of the inputs in
    /// elements, 0 where they broadcast.
    ///
    /// In a const context, a loop that leaves a tensor is a compile error.
    pub const fn new(dims: [usize; R], x1: [usize; R], x2: [usize; R]) -> Self {
        let mut axes = [Loop {
            len: 0,
            strides: [0; 2],
        }; R];
        let mut r = 0;
        while r < R {
            axes[r] = Loop {
                len: dims[r],
                strides: [x1[r].cast_signed(), x2[r].cast_signed()],
            };
            r += 1;
        }
        check(&axes, [0; 2], [A, B]);
        assert!(turns(&axes) == N, "the loops write every output once");
        Self { axes }
    }

    /// Returns the loops.
    pub(crate) const fn axes(&self) -> &[Loop<2>; R] {
        &self.axes
    }
}

/// `y[i] = op(x1[…], x2[…])` where shapes differ.
#[inline(always)]
pub fn binary_broadcast<
    O: Binary,
    const A: usize,
    const B: usize,
    const N: usize,
    const R: usize,
>(
    x1: &[O::X; A],
    x2: &[O::X; B],
    y: &mut [O::Y; N],
    op: &O,
    broadcast: &Broadcast<A, B, N, R>,
) {
    broadcast_pairs(x1, x2, y, op, &broadcast.axes);
}

/// The code that all shapes of a rank share.
#[inline(never)]
fn broadcast_pairs<O: Binary, const R: usize>(
    x1: &[O::X],
    x2: &[O::X],
    mut y: &mut [O::Y],
    op: &O,
    axes: &[Loop<2>; R],
) {
    walk(axes, [0; 2], |[mut at1, mut at2], inner| {
        let Some((run, rest)) = core::mem::take(&mut y).split_at_mut_checked(inner.len) else {
            return;
        };
        y = rest;
        for y in run {
            if let (Some(&x1), Some(&x2)) = (x1.get(at1), x2.get(at2)) {
                *y = op.apply(x1, x2);
            }
            at1 = at1.wrapping_add_signed(inner.strides[0]);
            at2 = at2.wrapping_add_signed(inner.strides[1]);
        }
    });
}

//! Unary operators, element by element, between any two types.

use crate::bytes::{Io, Plain};

/// A function of one element.
pub trait Unary {
    /// An element of the input.
    type X: Plain;
    /// An element of the output.
    type Y: Plain;

    /// Returns the output for one element.
    fn apply(&self, x: Self::X) -> Self::Y;
}

/// `y[i] = op(x[i])`.
#[inline(never)]
pub fn unary<O: Unary>(mut io: Io<'_, [O::X], [O::Y]>, op: &O) {
    let end = io.x().len().min(io.y().len());
    for i in 0..end {
        let Some(&x) = io.x().get(i) else { return };
        let Some(y) = io.y().get_mut(i) else { return };
        *y = op.apply(x);
    }
}

//! REDUCE_MAX, REDUCE_MIN, REDUCE_ALL and SUM of floats: a running value over some axes.
//!
//! Semantics: TFLM's `ReduceGeneric`, which starts with the most extreme finite value, true, or 0, and
//! reads the input in order.

use core::marker::PhantomData;

use crate::bytes::{Bool, Io, Plain};
use crate::op::reduce::fold_axes;
use crate::op::walk::Loop;
use crate::op::{Number, Ordered, Reduce};

/// The function that folds each element into a running value.
pub trait Fold {
    /// An element.
    type X: Plain;
    /// The first value.
    const START: Self::X;
    /// Returns the value after the element `x`.
    fn next(value: Self::X, x: Self::X) -> Self::X;
}

/// The largest element.
#[derive(Debug, Clone, Copy)]
pub struct Largest<T>(PhantomData<T>);

/// The smallest element.
#[derive(Debug, Clone, Copy)]
pub struct Smallest<T>(PhantomData<T>);

/// The sum of all elements.
#[derive(Debug, Clone, Copy)]
pub struct Total<T>(PhantomData<T>);

/// Whether all elements are true.
#[derive(Debug, Clone, Copy)]
pub struct All;

impl<T: Ordered> Fold for Largest<T> {
    type X = T;
    const START: T = T::LOWEST;

    #[inline(always)]
    fn next(value: T, x: T) -> T {
        if x > value { x } else { value }
    }
}

impl<T: Ordered> Fold for Smallest<T> {
    type X = T;
    const START: T = T::HIGHEST;

    #[inline(always)]
    fn next(value: T, x: T) -> T {
        if x < value { x } else { value }
    }
}

impl Fold for Total<f32> {
    type X = f32;
    const START: f32 = 0.0;

    #[inline(always)]
    fn next(value: f32, x: f32) -> f32 {
        x.plus(value)
    }
}

impl Fold for All {
    type X = Bool;
    const START: Bool = Bool::new(true);

    #[inline(always)]
    fn next(value: Bool, x: Bool) -> Bool {
        Bool::from(value.get() & x.get())
    }
}

/// `y` has the folded value of each output's elements.
#[inline(always)]
pub fn fold<F: Fold, const IN: usize, const OUT: usize, const K: usize, const R: usize>(
    x: &[F::X; IN],
    y: &mut [F::X; OUT],
    how: &Reduce<IN, OUT, K, R>,
) {
    folds::<F, K, R>(Io::new(x, y), how.axes());
}

/// The code that all shapes of a rank share.
#[inline(never)]
fn folds<F: Fold, const K: usize, const R: usize>(
    io: Io<'_, [F::X], [F::X]>,
    axes: (&[Loop<1>; K], &[Loop<1>; R]),
) {
    fold_axes(io, axes, F::START, F::next, |value| value);
}

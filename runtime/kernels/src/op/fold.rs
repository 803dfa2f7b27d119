//! REDUCE_MAX, REDUCE_MIN, REDUCE_ALL, REDUCE_ANY, REDUCE_PROD, and SUM of numbers without a quantization: a running
//! value over some axes.
//!
//! Semantics: TFLM's `ReduceGeneric`, which starts with the most extreme finite value, true, or 0, and
//! reads the input in order; LiteRT's, which is the same, for what TFLM does not have. Integers wrap.

use core::marker::PhantomData;

use crate::bytes::{Bool, I64, Io, Plain};
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

/// The product of all elements.
#[derive(Debug, Clone, Copy)]
pub struct Product<T>(PhantomData<T>);

/// Whether all elements are true.
#[derive(Debug, Clone, Copy)]
pub struct All;

/// Whether an element is true.
#[derive(Debug, Clone, Copy)]
pub struct Any;

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

impl Fold for Total<i32> {
    type X = i32;
    const START: i32 = 0;

    #[inline(always)]
    fn next(value: i32, x: i32) -> i32 {
        value.wrapping_add(x)
    }
}

impl Fold for Total<I64> {
    type X = I64;
    const START: I64 = I64::new(0);

    #[inline(always)]
    fn next(value: I64, x: I64) -> I64 {
        I64::new(value.get().wrapping_add(x.get()))
    }
}

impl Fold for Product<f32> {
    type X = f32;
    const START: f32 = 1.0;

    #[inline(always)]
    fn next(value: f32, x: f32) -> f32 {
        value * x
    }
}

impl Fold for Product<i32> {
    type X = i32;
    const START: i32 = 1;

    #[inline(always)]
    fn next(value: i32, x: i32) -> i32 {
        value.wrapping_mul(x)
    }
}

impl Fold for Product<I64> {
    type X = I64;
    const START: I64 = I64::new(1);

    #[inline(always)]
    fn next(value: I64, x: I64) -> I64 {
        I64::new(value.get().wrapping_mul(x.get()))
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

impl Fold for Any {
    type X = Bool;
    const START: Bool = Bool::new(false);

    #[inline(always)]
    fn next(value: Bool, x: Bool) -> Bool {
        Bool::from(value.get() | x.get())
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

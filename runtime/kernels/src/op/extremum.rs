//! MAXIMUM and MINIMUM. Semantics: TFLM's `MaximumOp` and `MinimumOp`, which return the second of two
//! elements that are not ordered.

use core::marker::PhantomData;

use crate::op::{Binary, Ordered};

/// The larger of two elements of one quantization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maximum<T>(PhantomData<T>);

/// The smaller of two elements of one quantization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minimum<T>(PhantomData<T>);

macro_rules! extremum {
    ($($Name:ident $operator:tt)*) => { $(
        impl<T> $Name<T> {
            /// Creates the function.
            #[allow(clippy::new_without_default, reason = "for constants")]
            pub const fn new() -> Self {
                Self(PhantomData)
            }
        }

        impl<T: Ordered> Binary for $Name<T> {
            type X = T;
            type Y = T;

            #[inline(always)]
            fn apply(&self, x1: T, x2: T) -> T {
                if x1 $operator x2 { x1 } else { x2 }
            }
        }
    )* };
}
extremum!(Maximum > Minimum <);

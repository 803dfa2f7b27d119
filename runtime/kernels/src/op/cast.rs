//! CAST: conversion between numbers, regardless of their quantization.
//!
//! Semantics: C++'s `static_cast` where it is defined. Integers that do not fit lose their upper bits;
//! floats that do not fit, for which C++ leaves the result undefined, become the nearest end of the
//! range. A bool is 0 or 1; every value other than 0 is true.

use core::marker::PhantomData;

use crate::bytes::{Bool, I64, Plain};
use crate::op::Unary;

/// An element that can be converted to another type.
pub trait To<Y>: Plain {
    /// Returns the converted element.
    fn to(self) -> Y;
}

macro_rules! to {
    ($($x:ty)*) => { $(
        to!($x: i8 u8 i16 i32 u32 f32);

        impl To<I64> for $x {
            #[inline(always)]
            fn to(self) -> I64 {
                I64::new(self as i64)
            }
        }

        impl To<Bool> for $x {
            #[inline(always)]
            fn to(self) -> Bool {
                Bool::from(self != 0 as $x)
            }
        }

        impl To<$x> for I64 {
            #[inline(always)]
            fn to(self) -> $x {
                self.get() as $x
            }
        }

        impl To<$x> for Bool {
            #[inline(always)]
            fn to(self) -> $x {
                u8::from(self.get()) as $x
            }
        }
    )* };
    ($x:ty: $($y:ty)*) => { $(
        impl To<$y> for $x {
            #[inline(always)]
            fn to(self) -> $y {
                self as $y
            }
        }
    )* };
}
to!(i8 u8 i16 i32 u32 f32);

impl To<Bool> for I64 {
    #[inline(always)]
    fn to(self) -> Bool {
        Bool::from(self.get() != 0)
    }
}

impl To<I64> for Bool {
    #[inline(always)]
    fn to(self) -> I64 {
        I64::new(self.get().into())
    }
}

/// The conversion from `X` to `Y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cast<X, Y>(PhantomData<(X, Y)>);

impl<X, Y> Cast<X, Y> {
    /// Creates the function.
    #[allow(clippy::new_without_default, reason = "for constants")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<X: To<Y>, Y: Plain> Unary for Cast<X, Y> {
    type X = X;
    type Y = Y;

    #[inline(always)]
    fn apply(&self, x: X) -> Y {
        x.to()
    }
}

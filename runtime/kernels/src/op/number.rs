//! The numeric types of elements, as operators of any type need them.

use crate::bytes::{I64, Plain};

/// A number with an order.
pub trait Ordered: Plain + PartialOrd {
    /// The smallest finite value.
    const LOWEST: Self;
    /// The largest finite value.
    const HIGHEST: Self;
}

macro_rules! ordered {
    ($($t:ty)*) => { $(
        impl Ordered for $t {
            const LOWEST: Self = Self::MIN;
            const HIGHEST: Self = Self::MAX;
        }
    )* };
}
ordered!(i8 u8 i16 i32 f32);

impl Ordered for I64 {
    const LOWEST: Self = Self::new(i64::MIN);
    const HIGHEST: Self = Self::new(i64::MAX);
}

/// A number for arithmetic without a quantization.
pub trait Number: Ordered {
    /// `self + other`; integers wrap.
    fn plus(self, other: Self) -> Self;
    /// `self − other`; integers wrap.
    fn minus(self, other: Self) -> Self;
    /// `self · other`; integers wrap.
    fn times(self, other: Self) -> Self;
    /// `self / other`, truncated; 0 where the integers have no quotient.
    fn over(self, other: Self) -> Self;
}

impl Number for i32 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self.wrapping_mul(other)
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        self.checked_div(other).unwrap_or(0)
    }
}

impl Number for f32 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self * other
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        self / other
    }
}

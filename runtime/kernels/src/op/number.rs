//! The numeric types of elements, as operators of any type need them.

use crate::bytes::{I64, Plain};
use crate::op::float::function::{floor_div, floor_mod};

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
    /// `⌊self / other⌋`; 0 where the integers have no quotient.
    fn over_down(self, other: Self) -> Self;
    /// The remainder of [`over_down`](Self::over_down), which has the sign of `other`; 0 where the integers have no
    /// quotient.
    fn modulo(self, other: Self) -> Self;
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

    #[inline(always)]
    fn over_down(self, other: Self) -> Self {
        let is_between = self.modulo(other) != self.checked_rem(other).unwrap_or(0);
        self.over(other).wrapping_sub(is_between.into())
    }

    #[inline(always)]
    fn modulo(self, other: Self) -> Self {
        let remainder = self.checked_rem(other).unwrap_or(0);
        match remainder != 0 && (remainder < 0) != (other < 0) {
            true => remainder.wrapping_add(other),
            false => remainder,
        }
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

    #[inline(always)]
    fn over_down(self, other: Self) -> Self {
        floor_div(self, other)
    }

    #[inline(always)]
    fn modulo(self, other: Self) -> Self {
        floor_mod(self, other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_rounded_down() {
        for (a, b, quotient, remainder) in [
            (7, 2, 3, 1),
            (-7, 2, -4, 1),
            (7, -2, -4, -1),
            (-7, -2, 3, -1),
            (6, -3, -2, 0),
            (5, 0, 0, 0),
            (i32::MIN, -1, 0, 0),
            (i32::MIN, i32::MAX, -2, i32::MAX - 1),
        ] {
            assert_eq!(
                (a.over_down(b), a.modulo(b)),
                (quotient, remainder),
                "{a} {b}"
            );
        }
    }
}

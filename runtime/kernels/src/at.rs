//! Positions in tensors, and distances between them.
//!
//! Positions fit in `usize` because tensors fit in memory, so their sums never overflow. The compiler does not know
//! this: with the setting `overflow-checks` every plain sum could panic, and firmware would carry code for a case that
//! cannot happen.

use core::ops::{Add, AddAssign, Mul, Range, Sub};

/// A position or a distance. Sums, differences and products wrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At(pub(crate) usize);

impl At {
    /// Returns the range of `len` positions from here on.
    #[inline(always)]
    pub(crate) fn run(self, len: usize) -> Range<usize> {
        self.0..self.0.wrapping_add(len)
    }
}

macro_rules! wrapping {
    ($($Operator:ident $method:ident $wrapping:ident)*) => { $(
        impl $Operator<usize> for At {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: usize) -> Self {
                Self(self.0.$wrapping(other))
            }
        }

        impl $Operator for At {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$wrapping(other.0))
            }
        }
    )* };
}
wrapping!(Add add wrapping_add  Sub sub wrapping_sub  Mul mul wrapping_mul);

impl AddAssign<usize> for At {
    #[inline(always)]
    fn add_assign(&mut self, other: usize) {
        *self = *self + other;
    }
}

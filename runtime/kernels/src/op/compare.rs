//! EQUAL, NOT_EQUAL, LESS and LESS_EQUAL. GREATER and GREATER_EQUAL are LESS and LESS_EQUAL with
//! swapped inputs.
//!
//! Semantics: TFLM's `Comparison`, and for int8 `ComparisonWithScaling`: both inputs are put on the scale
//! `2^−8`, so that neighboring values of a fine quantization are equal.

use core::marker::PhantomData;

use crate::bytes::{Bool, Plain};
use crate::op::Binary;
use crate::requantize::Scale;

/// A relation between two elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `x1 = x2`
    Equal,
    /// `x1 ≠ x2`
    NotEqual,
    /// `x1 < x2`
    Less,
    /// `x1 ≤ x2`
    LessEqual,
}

impl Relation {
    #[inline(always)]
    fn holds<T: PartialOrd>(self, x1: T, x2: T) -> Bool {
        Bool::from(match self {
            Self::Equal => x1 == x2,
            Self::NotEqual => x1 != x2,
            Self::Less => x1 < x2,
            Self::LessEqual => x1 <= x2,
        })
    }
}

/// A relation between elements without a quantization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compare<T> {
    relation: Relation,
    element: PhantomData<T>,
}

impl<T> Compare<T> {
    /// Creates the function.
    pub const fn new(relation: Relation) -> Self {
        Self {
            relation,
            element: PhantomData,
        }
    }
}

impl<T: Plain + PartialOrd> Binary for Compare<T> {
    type X = T;
    type Y = Bool;

    #[inline(always)]
    fn apply(&self, x1: T, x2: T) -> Bool {
        self.relation.holds(x1, x2)
    }
}

/// Bits that inputs gain before they are scaled.
const LEFT_SHIFT: u32 = 8;

/// A relation between int8 values of two quantizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompareScaled {
    /// The relation.
    pub relation: Relation,
    /// Minus the first input's zero point.
    pub input1_offset: i32,
    /// Minus the second input's zero point.
    pub input2_offset: i32,
    /// The first input's scale, below one.
    pub input1: Scale,
    /// The second input's scale, below one.
    pub input2: Scale,
}

impl Binary for CompareScaled {
    type X = i8;
    type Y = Bool;

    #[inline(always)]
    fn apply(&self, x1: i8, x2: i8) -> Bool {
        let scaled = |x: i8, offset: i32, scale: Scale| {
            scale.apply(i32::from(x).wrapping_add(offset) << LEFT_SHIFT)
        };
        let x1 = scaled(x1, self.input1_offset, self.input1);
        let x2 = scaled(x2, self.input2_offset, self.input2);
        self.relation.holds(x1, x2)
    }
}

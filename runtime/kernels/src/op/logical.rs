//! LOGICAL_AND, LOGICAL_OR and LOGICAL_NOT.

use crate::bytes::Bool;
use crate::op::{Binary, Unary};

/// `x1 ∧ x2`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct And;

/// `x1 ∨ x2`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Or;

/// `¬x`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Not;

impl Binary for And {
    type X = Bool;
    type Y = Bool;

    #[inline(always)]
    fn apply(&self, x1: Bool, x2: Bool) -> Bool {
        Bool::from(x1.get() & x2.get())
    }
}

impl Binary for Or {
    type X = Bool;
    type Y = Bool;

    #[inline(always)]
    fn apply(&self, x1: Bool, x2: Bool) -> Bool {
        Bool::from(x1.get() | x2.get())
    }
}

impl Unary for Not {
    type X = Bool;
    type Y = Bool;

    #[inline(always)]
    fn apply(&self, x: Bool) -> Bool {
        Bool::from(!x.get())
    }
}

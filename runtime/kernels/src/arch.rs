//! Inner loops by instruction set. A backend replaces whole loops, never single instructions.

mod portable;

pub(crate) use portable::*;

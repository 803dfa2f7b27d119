//! Inner loops by instruction set. A backend replaces whole loops, never single instructions.

mod expand;
mod portable;

#[cfg(arch = "dsp")]
pub mod dsp;

pub(crate) use portable::*;

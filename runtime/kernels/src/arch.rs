//! Inner loops by instruction set. A backend replaces whole loops, never single instructions.

mod expand;
mod portable;

#[cfg(arch = "dsp")]
pub mod dsp;

#[cfg(core = "small")]
mod small;

pub(crate) use portable::*;
#[cfg(core = "small")]
use small::dot;

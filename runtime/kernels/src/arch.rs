//! Inner loops by instruction set. A backend replaces whole loops, never single instructions.

mod expand;
mod portable;

#[cfg(arch = "dsp")]
pub mod dsp;

#[cfg(core = "small")]
mod small;

// What a backend has of its own replaces what the glob names.
#[cfg(not(arch = "dsp"))]
pub(crate) use crate::bytes::copy;
#[cfg(arch = "dsp")]
pub(crate) use dsp::{
    copy, dots, dots_of_bytes, lanes, maximum_of_lanes, move_bytes_on, move_on, sum_of_blocks,
    sum_of_lanes,
};
pub(crate) use portable::*;
#[cfg(not(arch = "dsp"))]
pub(crate) use portable::{maximum as maximum_of_lanes, sum as sum_of_lanes};
#[cfg(core = "small")]
pub(crate) use small::dot;

//! Layouts of weights in flash: types that the packer writes and the kernels read.
//!
//! All sizes are in bytes. Each backend names its own layouts. All of them, with their packers, compile
//! on the host, where the compiler packs for every backend.

mod blocked;
mod dual;
mod lanes;
mod phases;
pub(crate) mod planes;
#[cfg(any(test, feature = "pack"))]
mod steps;

pub use blocked::{BLOCK, Blocked, blocks};
#[cfg(any(test, feature = "pack"))]
pub use blocked::{nibbles, pack_blocked, pack_nibbles};
pub use dual::{ANY_SHIFT, Dual, DualWalk, ENTERED, NIBBLES};
#[cfg(arch = "dsp")]
pub(crate) use dual::{CHANNELS, ENTERED_TURN, Ring, constants};
#[cfg(any(test, feature = "pack"))]
pub use dual::{Packed, pack_dual, pack_gates};
#[cfg(any(test, feature = "pack"))]
pub use lanes::pack_lanes;
pub use lanes::{LANES, Lanes};
pub use phases::Lattice;
#[cfg(any(test, feature = "pack"))]
pub use phases::PhaseShape;
#[cfg(any(test, feature = "pack"))]
pub use planes::{PackedPlanes, pack_planes};
pub use planes::{Planar, Planes};

//! The tools of tiny-model: targets, toolchains, emulated boards, linked programs, and the commands for people.

pub mod elf;
pub mod qemu;
pub mod target;
pub mod toolchain;

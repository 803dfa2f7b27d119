//! The tools of tiny-model: targets, toolchains, emulated boards, linked programs, and the commands for people.

pub mod bench;
pub mod choices;
pub mod cli;
pub mod elf;
pub mod harness;
pub mod manifest;
pub mod model;
pub mod parity;
mod progress;
pub mod qemu;
pub mod report;
pub mod run;
pub mod target;
pub mod toolchain;

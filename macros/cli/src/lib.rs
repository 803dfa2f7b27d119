//! The tools of tiny-model: targets, toolchains, emulated boards, linked programs, and the commands of
//! `cargo tiny-model`.

pub mod bench;
mod capture;
pub mod choices;
pub mod cli;
pub mod elf;
pub mod folders;
pub mod graph;
pub mod harness;
mod lock;
pub mod manifest;
pub mod model;
mod packages;
pub mod parity;
mod progress;
pub mod qemu;
pub mod report;
pub mod run;
mod support;
pub mod target;
pub mod toolchain;

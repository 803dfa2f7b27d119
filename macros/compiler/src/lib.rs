//! Compiles a TensorFlow Lite model into Rust tokens.
//!
//! ```text
//! bytes ─tflite-schema─▶ Model ─lower─▶ Graph ─passes─▶ Graph ─select─▶ Kernels ─schedule─▶ Plan ─codegen─▶ tokens
//! ```
//!
//! From `select` on once for each [`Backend`]: the target is known only when rustc expands one of
//! the programs.
//!
//! An ordinary library: the procedural macro is a shim over [`expand`], and the command line and
//! the tests call [`compile`].
#![forbid(unsafe_code)]

mod backend;
pub mod budget;
mod choices;
pub mod codegen;
mod compile;
mod custom;
pub mod diagnostics;
mod expand;
pub mod graph;
mod labels;
pub mod locate;
pub mod lower;
pub mod numerics;
pub mod passes;
pub mod report;
pub mod schedule;
pub mod select;
pub mod syntax;

pub use backend::Backend;
pub use choices::{Choices, Float16, Input, Optimize, Schedule};
pub use compile::{
    Compiled, Failure, Floats, Listed, Program, compile, compile_graph, compile_with,
};
pub use custom::Custom;
pub use expand::expand;
pub use locate::CallSite;

//! Compiles a TensorFlow Lite model into Rust tokens.
//!
//! ```text
//! bytes ─tflite-schema─▶ Model ─lower─▶ Graph ─passes─▶ Graph ─schedule─▶ Plan ─codegen─▶ tokens
//! ```
//!
//! An ordinary library: the procedural macro is a shim over [`expand`], and the command line and
//! the tests call [`compile`].
#![forbid(unsafe_code)]

pub mod budget;
pub mod codegen;
mod compile;
pub mod diagnostics;
mod expand;
pub mod graph;
pub mod locate;
pub mod lower;
pub mod numerics;
pub mod passes;
pub mod report;
pub mod schedule;
pub mod syntax;

pub use compile::{Compiled, Failure, compile};
pub use expand::expand;
pub use locate::CallSite;

//! Compiles a TensorFlow Lite model into Rust tokens.
//!
//! ```text
//! bytes ─tflite-schema─▶ Model ─lower─▶ Graph ─passes─▶ Graph ─select─▶ Kernels ─schedule─▶ Plan ─codegen─▶ tokens
//! ```
//!
//! After `passes` once for each [`Backend`]: the target is known only when rustc expands one of the programs.
//!
//! An ordinary library: the procedural macro is a shim over [`expand`], and the command line and
//! the tests call [`compile`].
#![forbid(unsafe_code)]

pub mod backend;
pub mod budget;
pub mod call;
mod call_site;
mod choices;
pub mod codegen;
mod compile;
mod custom;
pub mod diagnostics;
mod expand;
pub mod graph;
pub mod head;
mod labels;
pub mod locate;
pub mod lower;
pub mod numbers;
pub mod passes;
pub mod program;
pub mod report;
mod requirement;
pub mod schedule;
pub mod syntax;

pub use backend::Backend;
pub use call_site::CallSite;
pub use choices::{Choices, Float16, Input, Optimize, OptionName, Resource, Schedule};
pub use codegen::Accessors;
pub use compile::{Compiled, Failure, Stage, compile, compile_graph, compile_with, graph_after};
pub use custom::Custom;
pub use expand::expand;
pub use graph::Floats;
pub use program::{Listed, Program};

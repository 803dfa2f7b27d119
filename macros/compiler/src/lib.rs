//! Compiles a TensorFlow Lite model into Rust tokens.
//!
//! ```text
//! bytes ─tflite-schema─▶ Model ─lower─▶ Graph ─passes─▶ Graph ─schedule─▶ Plan ─codegen─▶ tokens
//! ```
//!
//! An ordinary library: the procedural macro is a shim over [`expand`], and the command line and
//! the tests call [`compile`].
#![forbid(unsafe_code)]


pub mod graph;
pub mod numerics;
pub mod schedule;

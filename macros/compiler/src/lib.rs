//! Compiles a TensorFlow Lite model into Rust tokens: lower, passes, schedule, codegen.

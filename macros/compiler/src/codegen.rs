//! From a program to Rust.
//!
//! Each operator becomes a function that owns its weights as `static`s, borrows its tensors from
//! the arena and calls one kernel; `run` calls these functions in order. No `unsafe` and no logic
//! is generated. Everything sits in a module of its own, and names the runtime by the path `__private` of its crate,
//! there called `tm`.

mod card;
mod custom;
mod literal;
mod map;
mod model;
mod names;
mod ports;
mod state;
mod step;
mod stream;

pub use model::model;
pub use names::Accessors;
pub use step::function;

#[cfg(test)]
mod tests;

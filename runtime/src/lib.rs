//! A neural network on a microcontroller by one macro call.
//!
//! [`tiny_model!`] reads a TensorFlow Lite model at compile time and declares a type for it:
//!
//! ```
//! use static_cell::ConstStaticCell;
//! use tiny_model::{Arena, tiny_model};
//!
//! tiny_model! {
//!     /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
//!     pub struct Fashion = "../examples/models/fashion_mnist.tflite";
//!     arena <= 24 * 1024,
//!     flash <= 48 * 1024,
//! }
//!
//! static ARENA: ConstStaticCell<Arena<Fashion>> = ConstStaticCell::new(Arena::new());
//!
//! let mut fashion = Fashion::new(ARENA.take());
//! # let pixels = [0; 28 * 28];
//! fashion.input().copy_from_slice(&pixels); // a typed view into the arena
//! let scores: &[i8; 10] = fashion.run();
//! # let [first, rest @ ..] = scores;
//! # assert!(rest.iter().any(|score| score != first), "some class is likelier");
//! ```
//!
//! The type's `run` computes what TensorFlow Lite Micro's reference kernels compute, byte for
//! byte, without heap, panic or (for an integer model) floats. Its documentation is a model card.
//!
//! Kernels are generic and compile at *your* crate's opt-level: put `opt-level = 1` or higher
//! under `[profile.dev]`.
#![no_std]
#![forbid(unsafe_code)]

mod budget;
mod model;
mod tensor;

pub use model::Model;
pub use tensor::{Quantization, TensorInfo};
pub use tiny_model_kernels::bytes::{Arena, Footprint};
pub use tiny_model_kernels::stream::FeedError;
pub use tiny_model_macros::tiny_model;

/// What generated code needs. Not for use by hand: it changes with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::budget::budget;
    pub use tiny_model_kernels::arch;
    pub use tiny_model_kernels::bytes::{Io, Memory, Slot, from_bytes};
    pub use tiny_model_kernels::layout::{Blocked, Dual, Planes};
    pub use tiny_model_kernels::op;
    pub use tiny_model_kernels::requantize::{Output, Scale};
    pub use tiny_model_kernels::stream::{Rows, Stride, meeting};
    pub use tiny_model_kernels::{dsp, portable};
}

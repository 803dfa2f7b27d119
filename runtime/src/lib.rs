//! A neural network on a microcontroller by one macro call.
//!
//! [`tiny_model!`] reads a TensorFlow Lite model at compile time and declares a type for it:
//!
//! ```ignore
//! tiny_model! {
//!     /// Spots a spoken keyword in one second of features.
//!     pub struct Keyword = "models/keyword.tflite";
//!     arena <= 16 * 1024,
//!     flash <= 64 * 1024,
//! }
//!
//! static ARENA: ConstStaticCell<Arena<Keyword>> = ConstStaticCell::new(Arena::new());
//!
//! let mut keyword = Keyword::new(ARENA.take());
//! keyword.input().copy_from_slice(&features);
//! let scores: &[i8; 12] = keyword.run();
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
pub use tiny_model_macros::tiny_model;

/// What generated code needs. Not for use by hand: it changes with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::budget::budget;
    pub use tiny_model_kernels::bytes::{Memory, Slot, from_bytes};
    pub use tiny_model_kernels::layout::Blocked;
    pub use tiny_model_kernels::op;
    pub use tiny_model_kernels::requantize::{Output, Scale};
}

//! A neural network on a microcontroller with one macro call.
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
//! The type's `run` computes the same results as TensorFlow Lite Micro's reference kernels, byte
//! for byte, without heap, panics or (for an integer model) floats. Its documentation is a model
//! card.
//!
//! # Memory
//! The arena is yours: a model borrows it, so it may lie in a `static` of any link section, and serve
//! several models ([`Arena::lend`]) and the application ([`Arena::bytes`]) in turn. Between runs a
//! model gives it away by its method `arena`. [From a Keras model to
//! firmware][firmware] has programs for `cortex-m-rt`, RTIC, Embassy and RISC-V.
//!
//! [firmware]: https://github.com/tiny-model/tiny-model/blob/HEAD/docs/firmware.md
//!
//! A model with `input = rows` takes a camera's lines as they arrive, and stores none longer than
//! necessary:
//!
//! ```
//! use tiny_model::{Arena, Borrowed, FeedError, tiny_model};
//!
//! tiny_model! {
//!     /// Tells ten kinds of clothes apart.
//!     pub struct Fashion = "../examples/models/fashion_mnist.tflite";
//!     input = rows,
//! }
//! # struct Camera;
//! # impl Camera {
//! #     fn lines(&mut self) -> impl Iterator<Item = [u8; 28]> { [[7; 28]; 28].into_iter() }
//! # }
//!
//! fn classify<'m>(
//!     fashion: &'m mut Fashion<Borrowed<'_>>,
//!     camera: &mut Camera,
//! ) -> Result<&'m [i8; 10], FeedError> {
//!     for line in camera.lines() {
//!         fashion.feed(&line.map(|grey| (grey ^ 0x80).cast_signed()))?; // computes what it can
//!     }
//!     fashion.finish()
//! }
//!
//! let mut arena = Arena::new();
//! let mut fashion = Fashion::new(&mut arena);
//! let scores = *classify(&mut fashion, &mut Camera)?;
//! # tiny_model! { struct Whole = "../examples/models/fashion_mnist.tflite"; }
//! # let mut arena = Arena::new();
//! # let mut whole = Whole::new(&mut arena);
//! # whole.input().fill((7_u8 ^ 0x80).cast_signed());
//! # assert_eq!(&scores, whole.run());
//! fashion.arena().bytes().fill(0); // the application's until the next line
//! # assert_eq!(&scores, classify(&mut fashion, &mut Camera)?);
//! # Ok::<(), FeedError>(())
//! ```
//!
//! Kernels are generic and compile at *your* crate's opt-level: put `opt-level = 1` or higher under
//! `[profile.dev]`.
#![no_std]
#![forbid(unsafe_code)]

mod budget;
mod custom;
mod declare;
mod model;
mod storage;
mod tensor;

pub use custom::Tensor;
pub use model::Model;
pub use storage::{Borrowed, Storage};
pub use tensor::{Quantization, TensorInfo};
pub use tiny_model_kernels::bytes::{Arena, Bool, Footprint, I64, RoomFor};
pub use tiny_model_kernels::integer::Integer;
pub use tiny_model_kernels::stream::FeedError;

/// Items for generated code. They are not public API and change with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::budget::budget;
    pub use crate::{
        Arena, Bool, Borrowed, FeedError, Footprint, I64, Model, Quantization, Storage, Tensor,
        TensorInfo,
    };
    /// The prelude for user modules that have none.
    pub use core::prelude::rust_2021 as prelude;
    pub use tiny_model_kernels::arch;
    pub use tiny_model_kernels::binary::{End, One, Zero};
    pub use tiny_model_kernels::bytes::{Io, Memory, Slot, f16, from_bytes};
    pub use tiny_model_kernels::interpolate;
    pub use tiny_model_kernels::layout::{Blocked, Dual, Lanes, Lattice, Planes};
    pub use tiny_model_kernels::op;
    pub use tiny_model_kernels::requantize::{Output, Scale};
    pub use tiny_model_kernels::stream::{Rows, Stride, meeting};
    pub use tiny_model_kernels::{dsp, portable};
    pub use tiny_model_macros::declare;
}

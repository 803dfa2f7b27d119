//! Verified, borrowed views of a TensorFlow Lite model's bytes.
//!
//! [`Model::read`] reads the FlatBuffers file once. Every offset, length and index in the model that it returns has
//! been checked, so that readers can follow indices without checks; names and constants borrow from the file. Any
//! bytes give a model or a [`ReadError`] with byte offset, schema field and the part of the model, in time and memory
//! linear in the file's size.
//!
//! ```
//! use tflite_schema::{FileKind, Model, Problem};
//!
//! let error = Model::read(b"PK\x03\x04...").unwrap_err();
//! assert_eq!(error.problem, Problem::NotAModel(FileKind::Zip));
//! assert_eq!(error.to_string(), "this is a zip archive, not a TensorFlow Lite model");
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::panic
    )
)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may panic"))]

mod buffer;
mod builtin_operator;
mod enums;
mod error;
mod field;
mod labels;
mod metadata;
mod model;
mod open_enum;
mod operator;
mod operator_code;
mod options;
mod quantization;
mod scalar;
mod signature;
mod sniff;
mod source;
mod subgraph;
mod table;
mod tensor;
mod tensor_type;
#[cfg(test)]
mod test_builder;

pub use buffer::Buffer;
pub use builtin_operator::BuiltinOperator;
pub use enums::{Activation, LstmKernel, MirrorPadMode, Padding, WeightsFormat};
pub use error::{Element, Problem, ReadError, What};
pub use labels::label_files;
pub use metadata::Metadata;
pub use model::Model;
pub use operator::Operator;
pub use operator_code::OperatorCode;
pub use options::*;
pub use quantization::Quantization;
pub use signature::{NamedTensor, Signature};
pub use sniff::{FileKind, sniff};
pub use subgraph::Subgraph;
pub use tensor::Tensor;
pub use tensor_type::TensorType;

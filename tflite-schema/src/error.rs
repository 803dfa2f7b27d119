//! The error of malformed bytes, with its position.

use core::fmt;

use crate::{BuiltinOperator, FileKind, TensorType};

/// The reason why bytes are not a model: the part that was read, its byte offset, and the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Byte offset in the file.
    pub offset: usize,
    /// The schema's table and field that was read.
    pub what: What,
    /// The part of the model that the field belongs to.
    pub element: Element,
    /// The problem.
    pub problem: Problem,
}

/// A field of a schema table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct What {
    /// Table name, as `Tensor`.
    pub table: &'static str,
    /// Field name, as `shape`; empty for the table itself.
    pub field: &'static str,
}

/// A part of a model, by its indices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// The model itself.
    Model,
    /// An entry of `Model.operator_codes`.
    OperatorCode(usize),
    /// An entry of `Model.buffers`.
    Buffer(usize),
    /// An entry of `Model.metadata`.
    Metadata(usize),
    /// An entry of `Model.signature_defs`.
    Signature(usize),
    /// An entry of `Model.subgraphs`.
    Subgraph(usize),
    /// A tensor of a subgraph.
    Tensor {
        /// Index of the subgraph.
        subgraph: usize,
        /// Index within the subgraph.
        tensor: usize,
        /// Name of the tensor; empty where it has none or the name could not be read.
        name: String,
    },
    /// An operator of a subgraph.
    Operator {
        /// Index of the subgraph.
        subgraph: usize,
        /// Index within the subgraph.
        operator: usize,
        /// The resolved code; `None` where it could not be read.
        code: Option<BuiltinOperator>,
    },
}

/// A problem with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The first bytes are not the start of a TensorFlow Lite file.
    NotAModel(FileKind),
    /// The field needs `needed` bytes, of which the file has `available`: it is truncated, or an
    /// offset is wrong.
    OutOfBounds {
        /// Bytes that the field needs from `offset` on.
        needed: u64,
        /// Bytes that the file has from `offset` on.
        available: usize,
    },
    /// A table's vtable is malformed, or places a field outside of its table.
    BadVtable,
    /// A field that the model requires is absent.
    Missing,
    /// A string is not UTF-8.
    NotUtf8,
    /// An index `index` into a list of `count`.
    IndexOutOfRange {
        /// The index as written.
        index: i64,
        /// Number of entries of the list.
        count: usize,
    },
    /// `Tensor.shape` has a negative dimension.
    NegativeDimension {
        /// Axis, from 0.
        axis: usize,
        /// The dimension as written.
        size: i32,
    },
    /// The tensor's elements take more than 2³¹ − 1 bytes.
    TooLarge,
    /// A constant's bytes do not match its shape and type.
    ConstantSize {
        /// Bytes that shape and type need.
        expected: usize,
        /// Bytes in the buffer.
        found: usize,
        /// The tensor's type.
        ty: TensorType,
    },
    /// `QuantizationParameters` has `scales` scales and a different number of zero points.
    ZeroPointCount {
        /// Number of scales.
        scales: usize,
        /// Number of zero points.
        zero_points: usize,
    },
    /// The tensor's constants are in another file (`Tensor.external_buffer`).
    ExternalFile,
    /// A number that is not in the schema's enum.
    UnknownValue(i64),
    /// The options table belongs to another operator.
    OptionsType {
        /// Number of the operator's own table in the schema's `BuiltinOptions`.
        expected: u8,
        /// The number in the file.
        found: u8,
    },
    /// `Model.version` is not 3.
    SchemaVersion(u32),
    /// Many fields refer to the same bytes; expanded, the model would be several times as large as the file.
    TooMuchSharing,
}

impl ReadError {
    /// Sets the element of the error, unless an inner element is already set.
    pub(crate) fn within(mut self, element: Element) -> Self {
        if self.element == Element::Model {
            self.element = element;
        }
        self
    }
}

impl std::error::Error for ReadError {}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Problem::NotAModel(_) = self.problem {
            return self.problem.fmt(f);
        }
        write!(
            f,
            "{}{} at byte {}: {}",
            self.what, self.element, self.offset, self.problem
        )
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.table)?;
        if self.field.is_empty() {
            Ok(())
        } else {
            write!(f, ".{}", self.field)
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model => Ok(()),
            Self::OperatorCode(index) => write!(f, " of operator code {index}"),
            Self::Buffer(index) => write!(f, " of buffer {index}"),
            Self::Metadata(index) => write!(f, " of metadata entry {index}"),
            Self::Signature(index) => write!(f, " of signature {index}"),
            Self::Subgraph(index) => write!(f, " of subgraph {index}"),
            Self::Tensor {
                subgraph,
                tensor,
                name,
            } => {
                write!(f, " of tensor {tensor}")?;
                if !name.is_empty() {
                    write!(f, " `{name}`")?;
                }
                write!(f, " in subgraph {subgraph}")
            }
            Self::Operator {
                subgraph,
                operator,
                code,
            } => {
                write!(f, " of operator {operator}")?;
                if let Some(code) = code {
                    write!(f, " ({code})")?;
                }
                write!(f, " in subgraph {subgraph}")
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAModel(kind) => write!(f, "this is {kind}, not a TensorFlow Lite model"),
            Self::OutOfBounds {
                needed,
                available: 0,
            } => {
                let needed = Grouped(*needed);
                write!(
                    f,
                    "{needed} bytes are needed here, beyond the end of the file"
                )
            }
            Self::OutOfBounds { needed, available } => {
                let (needed, available) = (Grouped(*needed), Grouped(*available as u64));
                write!(
                    f,
                    "{needed} bytes are needed here, but the file has only {available} more"
                )
            }
            Self::BadVtable => f.write_str("the table's layout (vtable) is malformed"),
            Self::Missing => f.write_str("the field is missing"),
            Self::NotUtf8 => f.write_str("the text is not UTF-8"),
            Self::IndexOutOfRange { index, count } => {
                write!(f, "index {index} is out of range for a list of {count}")
            }
            Self::NegativeDimension { axis, size } => write!(f, "dimension {axis} is {size}"),
            Self::TooLarge => f.write_str("the elements take more than 2,147,483,647 bytes"),
            Self::ConstantSize {
                expected,
                found,
                ty,
            } => {
                let (expected, found) = (Grouped(*expected as u64), Grouped(*found as u64));
                write!(
                    f,
                    "shape and type ({ty}) need {expected} bytes, but the buffer has {found}"
                )
            }
            Self::ZeroPointCount {
                scales,
                zero_points,
            } => {
                write!(
                    f,
                    "there are {scales} scales, but {zero_points} zero points"
                )
            }
            Self::ExternalFile => f.write_str("the constants are in another file"),
            Self::UnknownValue(number) => write!(f, "the value {number} is not in the schema"),
            Self::OptionsType { expected, found } => {
                write!(
                    f,
                    "the options have type {found}, but this operator's have {expected}"
                )
            }
            Self::SchemaVersion(version) => {
                write!(f, "the schema version is {version}, but only 3 is known")
            }
            Self::TooMuchSharing => f.write_str("too many fields share the same bytes"),
        }
    }
}

/// Decimal, with a comma between groups of three digits.
struct Grouped(u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 / 1000 {
            0 => write!(f, "{}", self.0),
            thousands => write!(f, "{},{:03}", Grouped(thousands), self.0 % 1000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_sentence() {
        let error = ReadError {
            offset: 1_048_576,
            what: What {
                table: "Operator",
                field: "inputs",
            },
            element: Element::Operator {
                subgraph: 0,
                operator: 7,
                code: Some(BuiltinOperator::CONV_2D),
            },
            problem: Problem::OutOfBounds {
                needed: 1_000_999,
                available: 12,
            },
        };
        let expected = "Operator.inputs of operator 7 (CONV_2D) in subgraph 0 at byte 1048576: \
                        1,000,999 bytes are needed here, but the file has only 12 more";
        assert_eq!(error.to_string(), expected);
    }
}

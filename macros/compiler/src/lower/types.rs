//! The types of activations that operators take and give.

use std::fmt;

use tflite_schema::TensorType;

use super::element;

/// What an operator reads and writes; weights and indices are not activations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Types {
    /// It computes on int8.
    Int8,
    /// It moves elements as they are, of any type that kernels have.
    Moved,
    /// QUANTIZE: it also changes one quantization into another.
    ToInt8,
    /// DEQUANTIZE.
    ToFloat32,
}

impl Types {
    /// Whether an activation of that type can be read.
    pub(super) fn reads(self, ty: TensorType) -> bool {
        match self {
            Self::Int8 | Self::ToFloat32 => ty == TensorType::INT8,
            Self::Moved => element(ty).is_some(),
            Self::ToInt8 => ty == TensorType::INT8 || ty == TensorType::FLOAT32,
        }
    }

    /// Whether an activation of that type can be written.
    pub(super) fn writes(self, ty: TensorType) -> bool {
        match self {
            Self::Int8 | Self::ToInt8 => ty == TensorType::INT8,
            Self::Moved => element(ty).is_some(),
            Self::ToFloat32 => ty == TensorType::FLOAT32,
        }
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Int8 => "int8",
            Self::Moved => "int8, int32, float32",
            Self::ToInt8 => "float32 or int8 → int8",
            Self::ToFloat32 => "int8 → float32",
        })
    }
}

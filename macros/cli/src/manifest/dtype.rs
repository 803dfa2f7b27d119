//! The types of values in vectors.

use serde::Deserialize;

/// The type of a tensor's values, by TFLite's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Dtype {
    /// `i8`
    Int8,
    /// `u8`
    Uint8,
    /// `i16`
    Int16,
    /// `i32`
    Int32,
    /// `u32`
    Uint32,
    /// `i64`
    Int64,
    /// `f32`
    Float32,
    /// A byte, 0 or 1.
    Bool,
}

impl Dtype {
    /// Returns the bytes of one value.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Int8 | Self::Uint8 | Self::Bool => 1,
            Self::Int16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::Int64 => 8,
        }
    }

    /// Returns whether values may differ by a tolerance.
    #[must_use]
    pub fn is_float(self) -> bool {
        self == Self::Float32
    }

    /// Returns the value of its little-endian bytes; exact below 2^53.
    ///
    /// # Panics
    /// Panics if there are not [`size`](Self::size) bytes.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "for differences and messages")]
    pub fn value(self, bytes: &[u8]) -> f64 {
        fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
            bytes.try_into().expect("as many bytes as the type has")
        }
        match self {
            Self::Int8 => i8::from_le_bytes(array(bytes)).into(),
            Self::Uint8 | Self::Bool => u8::from_le_bytes(array(bytes)).into(),
            Self::Int16 => i16::from_le_bytes(array(bytes)).into(),
            Self::Int32 => i32::from_le_bytes(array(bytes)).into(),
            Self::Uint32 => u32::from_le_bytes(array(bytes)).into(),
            Self::Int64 => i64::from_le_bytes(array(bytes)) as f64,
            Self::Float32 => f32::from_le_bytes(array(bytes)).into(),
        }
    }

    /// Formats the value as a literal.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "it was an f32")]
    pub fn show(self, bytes: &[u8]) -> String {
        match self {
            Self::Float32 => format!("{:?}", self.value(bytes) as f32),
            _ => self.value(bytes).to_string(),
        }
    }
}

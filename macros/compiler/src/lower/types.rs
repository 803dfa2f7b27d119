//! The types that operators take and give.

use std::fmt;

use tflite_schema::TensorType;

/// A combination of types that an operator has a kernel for. Biases and indices are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types {
    /// The type of its activations.
    pub reads: TensorType,
    /// The type of its outputs.
    pub writes: TensorType,
    /// The type of its weights, if it has any that are of another type than its activations.
    pub weights: Option<TensorType>,
}

/// int8 from int8.
pub(super) const INT8: Types = same(TensorType::INT8);
/// float32 from float32.
pub(super) const FLOAT32: Types = same(TensorType::FLOAT32);

/// int8 from int8, with weights of four bits.
pub(super) const INT8_INT4: Types = with(TensorType::INT4, INT8);
/// int8 from int8, with weights of uint8, which have a zero point: what models of uint8 become.
pub(super) const INT8_UINT8: Types = with(TensorType::UINT8, INT8);
/// uint8 from uint8.
pub(super) const UINT8: Types = same(TensorType::UINT8);
/// bool from bool.
pub(super) const BOOL: Types = same(TensorType::BOOL);
/// int16 from int16.
pub(super) const INT16: Types = same(TensorType::INT16);
/// int16 from int16, with weights of int8.
pub(super) const INT16_INT8: Types = with(TensorType::INT8, INT16);
/// int32 from int32.
pub(super) const INT32: Types = same(TensorType::INT32);
/// uint32 from uint32.
pub(super) const UINT32: Types = same(TensorType::UINT32);
/// int64 from int64.
pub(super) const INT64: Types = same(TensorType::INT64);

/// float32 from float32, with int8 weights: dynamic-range quantization.
pub(super) const HYBRID: Types = with(TensorType::INT8, FLOAT32);

/// What moves elements as they are takes all that kernels have, except what no reference has.
pub(super) const MOVED: &[Types] = &[INT8, UINT8, BOOL, INT16, INT32, INT64, FLOAT32];
/// Types of what looks at no element, whose type may be any.
pub(super) const ANY: &[Types] = &[INT8, UINT8, BOOL, INT16, INT32, UINT32, INT64, FLOAT32];
/// Types of SPLIT and PACK.
pub(super) const NUMBERS: &[Types] = &[INT8, UINT8, INT16, INT32, INT64, FLOAT32];
/// Types of SPLIT_V.
pub(super) const WORDS: &[Types] = &[INT8, INT16, INT32, FLOAT32];
/// Types of UNPACK.
pub(super) const NARROW: &[Types] = &[INT8, UINT8, BOOL, INT16, INT32, FLOAT32];
/// Types of SPACE_TO_DEPTH and DEPTH_TO_SPACE.
pub(super) const BLOCKS: &[Types] = &[INT8, UINT8, INT32, INT64, FLOAT32];
/// Types of ZEROS_LIKE.
pub(super) const ZEROS: &[Types] = &[INT8, INT32, INT64, FLOAT32];

/// Types of MAXIMUM and MINIMUM, of REDUCE_MAX and REDUCE_MIN.
pub(super) const ORDERED: &[Types] = &[INT8, INT16, INT32, INT64, FLOAT32];
/// Types of EQUAL and NOT_EQUAL.
pub(super) const EQUALITIES: &[Types] = &[
    to(TensorType::INT8, TensorType::BOOL),
    BOOL,
    to(TensorType::INT32, TensorType::BOOL),
    to(TensorType::INT64, TensorType::BOOL),
    to(TensorType::FLOAT32, TensorType::BOOL),
];
/// Types of LESS and its kin.
pub(super) const ORDERS: &[Types] = &[
    to(TensorType::INT8, TensorType::BOOL),
    to(TensorType::INT32, TensorType::BOOL),
    to(TensorType::INT64, TensorType::BOOL),
    to(TensorType::FLOAT32, TensorType::BOOL),
];
/// Types of GREATER.
pub(super) const ABOVE: &[Types] = &[
    to(TensorType::INT8, TensorType::BOOL),
    to(TensorType::INT16, TensorType::BOOL),
    to(TensorType::INT32, TensorType::BOOL),
    to(TensorType::INT64, TensorType::BOOL),
    to(TensorType::FLOAT32, TensorType::BOOL),
];
/// Types of ARG_MAX and ARG_MIN.
pub(super) const PLACES: &[Types] = &[
    to(TensorType::INT8, TensorType::INT32),
    to(TensorType::INT8, TensorType::INT64),
    to(TensorType::FLOAT32, TensorType::INT32),
    to(TensorType::FLOAT32, TensorType::INT64),
];
/// Types of EMBEDDING_LOOKUP.
pub(super) const EMBEDDINGS: &[Types] = &[INT8, FLOAT32, to(TensorType::INT8, TensorType::FLOAT32)];
/// Types of CAST: from any type to any.
pub(super) const CASTS: &[Types] = &[
    INT8,
    to(TensorType::INT8, TensorType::UINT8),
    to(TensorType::INT8, TensorType::BOOL),
    to(TensorType::INT8, TensorType::INT16),
    to(TensorType::INT8, TensorType::INT32),
    to(TensorType::INT8, TensorType::UINT32),
    to(TensorType::INT8, TensorType::INT64),
    to(TensorType::INT8, TensorType::FLOAT32),
    to(TensorType::UINT8, TensorType::INT8),
    UINT8,
    to(TensorType::UINT8, TensorType::BOOL),
    to(TensorType::UINT8, TensorType::INT16),
    to(TensorType::UINT8, TensorType::INT32),
    to(TensorType::UINT8, TensorType::UINT32),
    to(TensorType::UINT8, TensorType::INT64),
    to(TensorType::UINT8, TensorType::FLOAT32),
    to(TensorType::BOOL, TensorType::INT8),
    to(TensorType::BOOL, TensorType::UINT8),
    BOOL,
    to(TensorType::BOOL, TensorType::INT16),
    to(TensorType::BOOL, TensorType::INT32),
    to(TensorType::BOOL, TensorType::UINT32),
    to(TensorType::BOOL, TensorType::INT64),
    to(TensorType::BOOL, TensorType::FLOAT32),
    to(TensorType::INT16, TensorType::INT8),
    to(TensorType::INT16, TensorType::UINT8),
    to(TensorType::INT16, TensorType::BOOL),
    INT16,
    to(TensorType::INT16, TensorType::INT32),
    to(TensorType::INT16, TensorType::UINT32),
    to(TensorType::INT16, TensorType::INT64),
    to(TensorType::INT16, TensorType::FLOAT32),
    to(TensorType::INT32, TensorType::INT8),
    to(TensorType::INT32, TensorType::UINT8),
    to(TensorType::INT32, TensorType::BOOL),
    to(TensorType::INT32, TensorType::INT16),
    INT32,
    to(TensorType::INT32, TensorType::UINT32),
    to(TensorType::INT32, TensorType::INT64),
    to(TensorType::INT32, TensorType::FLOAT32),
    to(TensorType::UINT32, TensorType::INT8),
    to(TensorType::UINT32, TensorType::UINT8),
    to(TensorType::UINT32, TensorType::BOOL),
    to(TensorType::UINT32, TensorType::INT16),
    to(TensorType::UINT32, TensorType::INT32),
    UINT32,
    to(TensorType::UINT32, TensorType::INT64),
    to(TensorType::UINT32, TensorType::FLOAT32),
    to(TensorType::INT64, TensorType::INT8),
    to(TensorType::INT64, TensorType::UINT8),
    to(TensorType::INT64, TensorType::BOOL),
    to(TensorType::INT64, TensorType::INT16),
    to(TensorType::INT64, TensorType::INT32),
    to(TensorType::INT64, TensorType::UINT32),
    INT64,
    to(TensorType::INT64, TensorType::FLOAT32),
    to(TensorType::FLOAT32, TensorType::INT8),
    to(TensorType::FLOAT32, TensorType::UINT8),
    to(TensorType::FLOAT32, TensorType::BOOL),
    to(TensorType::FLOAT32, TensorType::INT16),
    to(TensorType::FLOAT32, TensorType::INT32),
    to(TensorType::FLOAT32, TensorType::UINT32),
    to(TensorType::FLOAT32, TensorType::INT64),
    FLOAT32,
];

/// What looks at shapes alone.
pub(super) const SHAPES: &[Types] = &[
    to(TensorType::INT8, TensorType::INT32),
    to(TensorType::UINT8, TensorType::INT32),
    to(TensorType::BOOL, TensorType::INT32),
    to(TensorType::INT16, TensorType::INT32),
    INT32,
    to(TensorType::UINT32, TensorType::INT32),
    to(TensorType::INT64, TensorType::INT32),
    to(TensorType::FLOAT32, TensorType::INT32),
];

/// Outputs of the type of the inputs.
pub(super) const fn same(ty: TensorType) -> Types {
    to(ty, ty)
}

/// Outputs of another type than the inputs.
pub(super) const fn to(reads: TensorType, writes: TensorType) -> Types {
    Types {
        reads,
        writes,
        weights: None,
    }
}

/// The same with weights of another type.
pub(super) const fn with(weights: TensorType, types: Types) -> Types {
    Types {
        weights: Some(weights),
        ..types
    }
}

impl Types {
    /// Returns whether weights of a type are of this combination.
    pub(super) fn takes(&self, weights: TensorType) -> bool {
        self.weights.unwrap_or(self.reads) == weights
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&lower_case(self.reads))?;
        if let Some(weights) = self.weights {
            write!(f, " × {}", lower_case(weights))?;
        }
        if self.writes != self.reads {
            write!(f, " → {}", lower_case(self.writes))?;
        }
        Ok(())
    }
}

/// Returns whether integers of a type may stand for reals.
pub(super) fn is_quantized(ty: TensorType) -> bool {
    matches!(ty, TensorType::INT8 | TensorType::UINT8 | TensorType::INT16)
}

/// A type as users write it.
pub(super) fn lower_case(ty: TensorType) -> String {
    ty.to_string().to_lowercase()
}

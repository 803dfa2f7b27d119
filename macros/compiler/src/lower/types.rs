//! The types that operators take and give.

use std::fmt;

use tflite_schema::TensorType;

/// A combination of types that an operator has a kernel for. Biases and indices are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types {
    /// Of its activations.
    pub reads: TensorType,
    /// Of its outputs.
    pub writes: TensorType,
    /// Of its weights, if it has any that are of another type than its activations.
    pub weights: Option<TensorType>,
}

/// int8 from int8.
pub(super) const INT8: Types = same(TensorType::INT8);
/// float32 from float32.
pub(super) const FLOAT32: Types = same(TensorType::FLOAT32);

/// int8 from int8, with weights of four bits.
pub(super) const INT8_INT4: Types = with(TensorType::INT4, INT8);

/// What moves elements as they are takes all that kernels have.
pub(super) const MOVED: &[Types] = &[INT8, same(TensorType::INT32), FLOAT32];

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
    /// Whether weights of a type are of this combination.
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

/// A type as users write it.
pub(super) fn lower_case(ty: TensorType) -> String {
    ty.to_string().to_lowercase()
}

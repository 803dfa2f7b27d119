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

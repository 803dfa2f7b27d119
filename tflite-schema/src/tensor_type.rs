//! Element types.

use crate::open_enum::open_enum;

open_enum! {
    /// The schema's `TensorType`: the type of a tensor's elements.
    TensorType(i8) {
        FLOAT32 = 0,
        FLOAT16 = 1,
        INT32 = 2,
        UINT8 = 3,
        INT64 = 4,
        STRING = 5,
        BOOL = 6,
        INT16 = 7,
        COMPLEX64 = 8,
        INT8 = 9,
        FLOAT64 = 10,
        COMPLEX128 = 11,
        UINT64 = 12,
        RESOURCE = 13,
        VARIANT = 14,
        UINT32 = 15,
        UINT16 = 16,
        INT4 = 17,
        BFLOAT16 = 18,
        INT2 = 19,
        UINT4 = 20,
        FLOAT8_E4M3FN = 21,
        FLOAT8_E5M2 = 22,
    }
}

impl TensorType {
    /// Returns the size of an element in bits; `None` for `STRING`, `RESOURCE`, `VARIANT` and unknown types, which have
    /// no fixed size.
    ///
    /// Elements below eight bits are packed, the first in the lowest bits; a tensor's last byte is padded.
    #[must_use]
    pub const fn bits(self) -> Option<usize> {
        Some(match self {
            Self::INT2 => 2,
            Self::INT4 | Self::UINT4 => 4,
            Self::UINT8 | Self::BOOL | Self::INT8 | Self::FLOAT8_E4M3FN | Self::FLOAT8_E5M2 => 8,
            Self::FLOAT16 | Self::INT16 | Self::UINT16 | Self::BFLOAT16 => 16,
            Self::FLOAT32 | Self::INT32 | Self::UINT32 => 32,
            Self::INT64 | Self::COMPLEX64 | Self::FLOAT64 | Self::UINT64 => 64,
            Self::COMPLEX128 => 128,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_but_three_has_a_size() {
        let unsized_types: Vec<_> = TensorType::ALL
            .iter()
            .copied()
            .filter(|ty| ty.bits().is_none())
            .collect();
        assert_eq!(
            unsized_types,
            [
                TensorType::STRING,
                TensorType::RESOURCE,
                TensorType::VARIANT
            ]
        );
        assert_eq!(TensorType(99).bits(), None);
        assert_eq!(TensorType(99).to_string(), "TensorType 99");
        assert_eq!(TensorType::INT4.to_string(), "INT4");
    }
}

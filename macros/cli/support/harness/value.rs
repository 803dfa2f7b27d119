//! Values of tensors as bytes.

use tiny_model_kernels::bytes::{Bool, I64};

/// A number that tensors hold.
pub trait Value: Copy {
    /// Returns the value of its little-endian bytes; 0 if there are too few.
    fn from_bytes(bytes: &[u8]) -> Self;
    /// Writes its little-endian bytes to a slice of that size.
    fn to_bytes(self, bytes: &mut [u8]);
}

macro_rules! value {
    ($($t:ty)*) => { $(
        impl Value for $t {
            fn from_bytes(bytes: &[u8]) -> Self {
                bytes.try_into().map_or(Default::default(), Self::from_le_bytes)
            }

            fn to_bytes(self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_le_bytes());
            }
        }
    )* };
}
value!(i8 u8 i16 i32 u32 i64 f32);

impl Value for Bool {
    fn from_bytes(bytes: &[u8]) -> Self {
        Self::from(u8::from_bytes(bytes) != 0)
    }

    fn to_bytes(self, bytes: &mut [u8]) {
        u8::from(self.get()).to_bytes(bytes);
    }
}

impl Value for I64 {
    fn from_bytes(bytes: &[u8]) -> Self {
        Self::from(i64::from_bytes(bytes))
    }

    fn to_bytes(self, bytes: &mut [u8]) {
        self.get().to_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_little_endian() {
        let mut bytes = [0; 4];
        (-2.0_f32).to_bytes(&mut bytes);
        assert_eq!(bytes, [0, 0, 0, 0xc0]);
        assert_eq!(f32::from_bytes(&bytes).to_bits(), (-2.0_f32).to_bits());
        assert_eq!(i16::from_bytes(&[0xfe, 0xff]), -2);
    }
}

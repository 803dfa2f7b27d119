//! FlatBuffers scalars: fixed-size, little-endian.

/// A scalar of the schema.
pub(crate) trait Scalar: Copy {
    /// Returns the scalar in the first `size_of::<Self>()` bytes; `None` if there are fewer.
    fn first(bytes: &[u8]) -> Option<Self>;
}

macro_rules! scalars {
    ($($ty:ty)*) => {$(
        impl Scalar for $ty {
            fn first(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().copied().map(Self::from_le_bytes)
            }
        }
    )*};
}

scalars! { i8 u8 u16 i32 u32 i64 u64 f32 }

impl Scalar for bool {
    fn first(bytes: &[u8]) -> Option<Self> {
        bytes.first().map(|&byte| byte != 0)
    }
}

impl Scalar for crate::TensorType {
    fn first(bytes: &[u8]) -> Option<Self> {
        i8::first(bytes).map(Self)
    }
}

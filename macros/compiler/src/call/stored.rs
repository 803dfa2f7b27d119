//! Elements of tables, which a program has as bytes.

use half::f16;
use tiny_model_kernels::requantize::Scale;

use super::Type;

/// An element of a table.
pub trait Stored: Copy {
    /// Its type.
    fn ty() -> Type;

    /// Its little-endian bytes.
    fn bytes(self) -> impl IntoIterator<Item = u8>;
}

/// Little-endian bytes of a table.
pub fn bytes<T: Stored>(values: &[T]) -> Vec<u8> {
    values.iter().flat_map(|value| value.bytes()).collect()
}

macro_rules! numbers {
    ($($number:ty => $ty:expr,)*) => {$(
        impl Stored for $number {
            fn ty() -> Type {
                $ty
            }

            fn bytes(self) -> impl IntoIterator<Item = u8> {
                self.to_le_bytes()
            }
        }
    )*};
}

numbers! {
    u8 => Type::Primitive("u8"),
    i8 => Type::Primitive("i8"),
    i32 => Type::Primitive("i32"),
    u32 => Type::Primitive("u32"),
    i64 => Type::named("I64"),
    f32 => Type::Primitive("f32"),
    f16 => Type::named("f16"),
}

impl Stored for Scale {
    fn ty() -> Type {
        Type::named("Scale")
    }

    fn bytes(self) -> impl IntoIterator<Item = u8> {
        [self.multiplier, self.shift]
            .into_iter()
            .flat_map(i32::to_le_bytes)
    }
}

//! Elements of tables, which the program has as bytes.

use half::f16;
use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::requantize::Scale;

/// An element of a table.
pub(in super::super) trait Stored: Copy {
    /// Its type.
    fn ty() -> TokenStream;

    /// Its little-endian bytes.
    fn bytes(self) -> impl IntoIterator<Item = u8>;
}

macro_rules! numbers {
    ($($number:ty => $($ty:ident)::+,)*) => {$(
        impl Stored for $number {
            fn ty() -> TokenStream {
                quote!($($ty)::+)
            }

            fn bytes(self) -> impl IntoIterator<Item = u8> {
                self.to_le_bytes()
            }
        }
    )*};
}

numbers! {
    u8 => u8,
    i8 => i8,
    i32 => i32,
    u32 => u32,
    i64 => tm::I64,
    f32 => f32,
    f16 => tm::f16,
}

impl Stored for Scale {
    fn ty() -> TokenStream {
        quote!(tm::Scale)
    }

    fn bytes(self) -> impl IntoIterator<Item = u8> {
        [self.multiplier, self.shift]
            .into_iter()
            .flat_map(i32::to_le_bytes)
    }
}

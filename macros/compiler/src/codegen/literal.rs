//! Types and values as tokens.

mod parameters;
mod stored;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

pub(super) use self::parameters::Parameter;
pub(super) use self::stored::Stored;
use crate::graph::{Element, Tensor};

/// A number without a suffix.
pub(super) fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}

/// A number as a type, the lowest bit outermost: `tm::Zero<tm::One<tm::End>>` is 2.
pub(super) fn binary(value: usize) -> TokenStream {
    let bits = (0..usize::BITS - value.leading_zeros()).rev();
    bits.fold(quote!(tm::End), |higher, bit| match value >> bit & 1 {
        0 => quote!(tm::Zero<#higher>),
        _ => quote!(tm::One<#higher>),
    })
}

/// The Rust type of an element.
pub(super) fn element(element: Element) -> TokenStream {
    match element {
        Element::I8 => quote!(i8),
        Element::U8 => quote!(u8),
        Element::Bool => quote!(tm::Bool),
        Element::I16 => quote!(i16),
        Element::I32 => quote!(i32),
        Element::U32 => quote!(u32),
        Element::I64 => quote!(tm::I64),
        Element::F32 => quote!(f32),
    }
}

/// A row-major array: `[[i8; 3]; 2]` for the dimensions `[2, 3]`.
pub(super) fn array(element: TokenStream, dims: &[usize]) -> TokenStream {
    dims.iter().rev().fold(element, |inner, &length| {
        let length = number(length);
        quote!([#inner; #length])
    })
}

/// An array of all elements of a tensor.
pub(super) fn flat(tensor: &Tensor) -> TokenStream {
    array(element(tensor.element), &[tensor.len()])
}

/// `[1, 2, 3]`
pub(super) fn list<T: ToTokens>(items: impl IntoIterator<Item = T>) -> TokenStream {
    let items = items.into_iter();
    quote!([#(#items),*])
}

/// `[1, 2, 3]` of lengths or strides.
pub(super) fn numbers(items: &[usize]) -> TokenStream {
    list(items.iter().copied().map(number))
}

/// Little-endian bytes of a table.
pub(super) fn bytes<T: Stored>(values: &[T]) -> Vec<u8> {
    values.iter().flat_map(|value| value.bytes()).collect()
}

/// `b"…"`
pub(super) fn byte_string(bytes: &[u8]) -> Literal {
    Literal::byte_string(bytes)
}

/// A number without a suffix, which may be negative: `-` and a literal, as Rust's grammar has it. One token for both
/// is what rustc takes from a macro, but no other tool does.
pub(super) fn signed(value: impl Into<i64>) -> TokenStream {
    let value = value.into();
    let magnitude = Literal::u64_unsuffixed(value.unsigned_abs());
    let sign = (value < 0).then(|| quote!(-));
    quote!(#sign #magnitude)
}

/// An f32, as [`signed`]; of those that are no finite numbers their names.
pub(super) fn real(value: f32) -> TokenStream {
    match value {
        f32::MAX => quote!(f32::MAX),
        f32::MIN => quote!(f32::MIN),
        f32::INFINITY => quote!(f32::INFINITY),
        f32::NEG_INFINITY => quote!(f32::NEG_INFINITY),
        value if value.is_nan() => quote!(f32::NAN),
        value => {
            let magnitude = Literal::f32_unsuffixed(value.abs());
            let sign = value.is_sign_negative().then(|| quote!(-));
            quote!(#sign #magnitude)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of an expression, each on its own.
    fn tokens(expression: TokenStream) -> Vec<String> {
        let tokens = expression.into_iter();
        tokens.map(|token| token.to_string()).collect()
    }

    #[test]
    fn signs_are_tokens_of_their_own() {
        assert_eq!(tokens(signed(7)), ["7"]);
        assert_eq!(tokens(signed(-7)), ["-", "7"]);
        assert_eq!(tokens(signed(i32::MIN)), ["-", "2147483648"]);
        assert_eq!(tokens(signed(i64::MIN)), ["-", "9223372036854775808"]);
        assert_eq!(tokens(real(0.5)), ["0.5"]);
        assert_eq!(tokens(real(-0.5)), ["-", "0.5"]);
        assert_eq!(tokens(real(0.0)), ["0.0"]);
        assert_eq!(tokens(real(-0.0)), ["-", "0.0"]);
        assert_eq!(tokens(real(f32::MIN_POSITIVE)).len(), 1);
    }

    #[test]
    fn numbers_are_types() {
        let text = |value| binary(value).to_string().replace(' ', "");
        assert_eq!(text(0), "tm::End");
        assert_eq!(text(1), "tm::One<tm::End>");
        assert_eq!(text(6), "tm::Zero<tm::One<tm::One<tm::End>>>");
    }
}

//! Types and values as tokens.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::call::{Generic, Type, Value};

/// A name.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The name of something of the runtime: `tm::op::conv_2d`.
pub(super) fn path(path: &str) -> TokenStream {
    let segments = path.split("::").map(ident);
    quote!(tm::#(#segments)::*)
}

/// A type.
pub(super) fn ty(ty: &Type) -> TokenStream {
    match ty {
        Type::Primitive(name) => ident(name).to_token_stream(),
        Type::Named(name, generics) => {
            let (name, generics) = (path(name), self::generics(generics));
            quote!(#name #generics)
        }
        Type::Array(element, length) => {
            let (element, length) = (self::ty(element), number(*length));
            quote!([#element; #length])
        }
        Type::Slice(element) => {
            let element = self::ty(element);
            quote!([#element])
        }
        Type::Reference(ty) => {
            let ty = self::ty(ty);
            quote!(&#ty)
        }
        Type::Mutable(ty) => {
            let ty = self::ty(ty);
            quote!(&mut #ty)
        }
        Type::Function(arguments) => {
            let arguments = arguments.iter().map(self::ty);
            quote!(fn(#(#arguments),*))
        }
        Type::Unit => quote!(()),
    }
}

/// `<1, true, i8>`; nothing for no parameters.
fn generics(generics: &[Generic]) -> Option<TokenStream> {
    let of = parameters(generics);
    (!generics.is_empty()).then(|| quote!(<#of>))
}

/// `1, true, i8`
pub(super) fn parameters(generics: &[Generic]) -> TokenStream {
    let generics = generics.iter().map(|generic| match generic {
        Generic::Number(value) => number(*value).to_token_stream(),
        Generic::Bool(value) => value.to_token_stream(),
        Generic::Type(ty) => self::ty(ty),
        Generic::Inferred => quote!(_),
        Generic::Static => quote!('static),
    });
    quote!(#(#generics),*)
}

/// An expression.
pub(super) fn value(value: &Value) -> TokenStream {
    let all = |values: &[Value]| {
        let values = values.iter().map(self::value);
        quote!(#(#values),*)
    };
    match value {
        Value::Integer(value) => signed(*value),
        Value::Real(value) => real(*value),
        Value::Bool(value) => value.to_token_stream(),
        Value::Text(text) => text.to_token_stream(),
        Value::Elements(bytes) => {
            let bytes = byte_string(bytes);
            quote!(tm::from_bytes(*#bytes))
        }
        Value::Path(name) => path(name),
        Value::List(values) => {
            let values = all(values);
            quote!([#values])
        }
        Value::Tuple(values) => {
            let values = all(values);
            quote!((#values))
        }
        Value::Struct(name, fields) => {
            let name = path(name);
            let fields = fields.iter().map(|(field, value)| {
                let (field, value) = (ident(field), self::value(value));
                quote!(#field: #value)
            });
            quote!(#name { #(#fields),* })
        }
        Value::Call(function, generics, values) => {
            let (function, values) = (path(function), all(values));
            let generics = self::generics(generics).map(|generics| quote!(::#generics));
            quote!(#function #generics (#values))
        }
        Value::Method(receiver, method, values) => {
            let (method, values) = (ident(method), all(values));
            // A reference binds less than the method.
            let of = self::value(receiver);
            match **receiver {
                Value::Reference(_) => quote!((#of).#method(#values)),
                _ => quote!(#of.#method(#values)),
            }
        }
        Value::Field(of, field) => {
            let (of, field) = (self::value(of), ident(field));
            quote!(#of.#field)
        }
        Value::Element(of, at) => {
            let (of, at) = (self::value(of), number(*at));
            quote!(#of[#at])
        }
        Value::Closure(names, value) => {
            let names = names.iter().map(|name| ident(name));
            let value = self::value(value);
            quote!(|#(#names),*| #value)
        }
        Value::Local(name) => ident(name).to_token_stream(),
        Value::Reference(value) => {
            let value = self::value(value);
            quote!(&#value)
        }
        Value::Mutable(value) => {
            let value = self::value(value);
            quote!(&mut #value)
        }
        // A step has names in place of these.
        Value::Data(_) | Value::Marker(_) | Value::Given(..) | Value::Argument(_) => {
            TokenStream::new()
        }
    }
}

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

//! Elementwise operators by functions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use tiny_model_kernels::op::float::Range;

use super::super::step::Body;
use super::binary::broadcast;
use crate::graph::{Unary, Zip};

pub(super) fn map(function: &Unary, body: &mut Body) -> TokenStream {
    let io = body.flat(0);
    match function {
        Unary::Clamp(range) => {
            let range = body.value("OUTPUT", range);
            quote!(tm::op::map(#io, |x| #range.clamp(x)))
        }
        Unary::LeakyRelu(alpha) => {
            let alpha = body.value("ALPHA", alpha);
            quote!(tm::op::map(#io, |x| tm::op::float::function::leaky_relu(x, #alpha)))
        }
        Unary::Named(name, _) => {
            let name = Ident::new(name, Span::call_site());
            quote!(tm::op::map(#io, tm::op::float::function::#name))
        }
    }
}

pub(super) fn zip(zip: &Zip, body: &mut Body) -> TokenStream {
    let function = function(zip, body);
    if zip.is_elementwise() {
        // A symmetric function takes the input that the output lies over first.
        let first = usize::from(zip.function.is_symmetric && body.is_over(1));
        let io = body.flat(first);
        let other = body.meeting(1 - first);
        return quote!(tm::op::zip(#io, #other, #function));
    }
    let (x1, x2, y) = (body.read_flat(0), body.read_flat(1), body.write_flat());
    let broadcast = broadcast(&zip.dims, &zip.strides, body);
    quote!(tm::op::zip_broadcast(#x1, #x2, #y, #function, &#broadcast))
}

/// The function, with its result clamped if it must be.
fn function(zip: &Zip, body: &mut Body) -> TokenStream {
    let name = Ident::new(zip.function.name, Span::call_site());
    let function = quote!(tm::op::float::function::#name);
    if zip.output == Range::ALL {
        return function;
    }
    let range = body.value("OUTPUT", &zip.output);
    quote!(#range.after(#function))
}

//! Elementwise operators on integers.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::step::Body;
use super::binary::broadcast;
use crate::graph::{IntegerMap, IntegerPair, IntegerUnary, IntegerZip};

pub(super) fn map(map: &IntegerMap, body: &mut Body) -> TokenStream {
    let io = body.flat(0);
    let parameters = unary(&map.function, body);
    match map.function {
        IntegerUnary::Logistic(_) => {
            quote!(tm::op::map(#io, |x| tm::interpolate::logistic(#parameters.apply(x))))
        }
        IntegerUnary::Tanh(_) => {
            quote!(tm::op::map(#io, |x| tm::interpolate::tanh(#parameters.apply(x))))
        }
        _ => quote!(tm::op::map(#io, |x| #parameters.apply(x))),
    }
}

pub(super) fn zip(zip: &IntegerZip, body: &mut Body) -> TokenStream {
    let (parameters, apply) = pair(&zip.function, body);
    let function = quote!(|x1, x2| #parameters.#apply(x1, x2));
    if zip.is_elementwise() {
        let io = body.flat(0);
        let other = body.meeting(1);
        return quote!(tm::op::zip(#io, #other, #function));
    }
    let (x1, x2, y) = (body.read_flat(0), body.read_flat(1), body.write_flat());
    let broadcast = broadcast(&zip.dims, &zip.strides, body);
    quote!(tm::op::zip_broadcast(#x1, #x2, #y, #function, &#broadcast))
}

fn unary(function: &IntegerUnary, body: &mut Body) -> Ident {
    match function {
        IntegerUnary::Rescale(rescale) => body.parameters(rescale),
        IntegerUnary::Abs(abs) => body.parameters(abs),
        IntegerUnary::LeakyRelu(leaky_relu) => body.parameters(leaky_relu),
        IntegerUnary::Logistic(scaling) | IntegerUnary::Tanh(scaling) => body.parameters(scaling),
    }
}

/// A function's parameters, and its name.
fn pair(function: &IntegerPair, body: &mut Body) -> (Ident, TokenStream) {
    let (apply, int16) = (quote!(apply), quote!(apply_to_int16));
    match function {
        IntegerPair::Add(add) => (body.parameters(add), int16),
        IntegerPair::Sub(sub) => (body.parameters(sub), int16),
        IntegerPair::Mul(mul) => (body.parameters(mul), int16),
        IntegerPair::SquaredDifference(difference) => (body.parameters(difference), apply),
        IntegerPair::Prelu(prelu) => (body.parameters(prelu), apply),
    }
}

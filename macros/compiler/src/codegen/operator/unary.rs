//! CAST and LOGICAL_NOT.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::UnaryKind;

pub(super) fn call(kind: UnaryKind, body: &mut Body) -> TokenStream {
    let [x, y] = [body.input(0), body.output()].map(|tensor| literal::element(tensor.element));
    let (ty, value) = match kind {
        UnaryKind::Cast => (quote!(tm::op::Cast<#x, #y>), quote!(tm::op::Cast::new())),
        UnaryKind::Not => (quote!(tm::op::Not), quote!(tm::op::Not)),
    };
    let parameters = body.parameters_of(&ty, &value);
    let io = body.flat(0);
    quote!(tm::op::unary(#io, &#parameters))
}

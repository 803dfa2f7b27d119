//! SELECT_V2.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::Select;

pub(super) fn call(select: &Select, body: &mut Body) -> TokenStream {
    let dims = literal::numbers(&select.dims);
    let strides = literal::list(select.strides.iter().map(|s| literal::numbers(s)));
    let lens = literal::numbers(&[0, 1, 2].map(|position| body.input(position).len()));
    let [outputs, rank] = [body.output().len(), select.dims.len()].map(literal::number);
    let how = body.parameters_of(
        &quote!(tm::op::Choices<#outputs, #rank>),
        &quote!(tm::op::Choices::new(#dims, #strides, #lens)),
    );
    let [c, x1, x2] = [0, 1, 2].map(|position| body.read_flat(position));
    let y = body.write_flat();
    quote!(tm::op::select(#c, #x1, #x2, #y, &#how))
}

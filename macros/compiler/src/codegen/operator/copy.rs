//! Elements moved and filled in.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::Copy;

pub(super) fn copy(copy: &Copy, body: &mut Body) -> TokenStream {
    let (x, y) = (body.read_flat(0), body.write_flat());
    let rank = literal::number(copy.dims.len());
    let dims = literal::numbers(&copy.dims);
    let (from, to) = (
        walk(copy.from, &copy.from_strides),
        walk(copy.to, &copy.to_strides),
    );
    let [inputs, outputs] = [body.input(0).len(), body.output().len()].map(literal::number);
    let how = body.parameters_of(
        &quote!(tm::op::Strided<#inputs, #outputs, #rank>),
        &quote!(tm::op::Strided::new(#dims, #from, #to)),
    );
    quote!(tm::op::copy(#x, #y, &#how))
}

fn walk(offset: usize, strides: &[isize]) -> TokenStream {
    let offset = literal::number(offset);
    let strides = literal::list(strides.iter().map(|&stride| literal::signed(stride as i64)));
    quote!(tm::op::Walk { offset: #offset, strides: #strides })
}

pub(super) fn fill(value: &[u8], body: &mut Body) -> TokenStream {
    let element = literal::element(body.output().element);
    let y = body.write_flat();
    let bytes = literal::byte_string(value);
    body.parameters_of(&element, &quote!(tm::from_bytes(*#bytes)));
    quote!(tm::op::fill(#y, PARAMETERS))
}

/// A whole tensor as it is.
pub(super) fn view(body: &mut Body) -> TokenStream {
    let length = body.output().len();
    let whole = Copy {
        dims: vec![length],
        from: 0,
        from_strides: vec![1],
        to: 0,
        to_strides: vec![1],
    };
    copy(&whole, body)
}

//! GATHER and its kin, and DYNAMIC_UPDATE_SLICE.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::{Gather, Update};

pub(super) fn gather(gather: &Gather, body: &mut Body) -> TokenStream {
    let Gather {
        batches,
        groups,
        span,
        tuples,
        slice,
        ref dims,
    } = *gather;
    let [batches, groups, span] = [batches, groups, span].map(literal::number);
    let [tuples, slice, rank] = [tuples, slice, dims.len()].map(literal::number);
    let dims = literal::list(dims.iter().map(|&(len, stride)| {
        let [len, stride] = [len, stride].map(literal::number);
        quote!((#len, #stride))
    }));
    let how = body.parameters_of(
        &quote!(tm::op::Gather<#rank>),
        &quote! {
            tm::op::Gather {
                batches: #batches,
                groups: #groups,
                span: #span,
                tuples: #tuples,
                slice: #slice,
                dims: #dims,
            }
        },
    );
    let [x, indices] = [0, 1].map(|position| body.read_flat(position));
    let y = body.write_flat();
    quote!(tm::op::gather(#x, #indices, #y, &#how))
}

pub(super) fn update(update: &Update, body: &mut Body) -> TokenStream {
    let rank = literal::number(update.update.len());
    let [dims, tensor] = [&update.update, &update.tensor].map(|dims| literal::numbers(dims));
    let how = body.parameters_of(
        &quote!(tm::op::Update<#rank>),
        &quote!(tm::op::Update::new(#dims, #tensor)),
    );
    let [update, start] = [0, 1].map(|position| body.read_flat(position));
    let y = body.write_flat();
    quote!(tm::op::update_slice(#update, #start, #y, &#how))
}

//! MEAN.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::Mean;

pub(super) fn call(mean: &Mean, body: &mut Body) -> TokenStream {
    let lengths = [body.input(0).len(), body.output().len()];
    let parameters = body.parameters(&mean.arithmetic);
    let finish = quote!(tm::op::mean_of(sums, y, &#parameters));
    if let Some(call) = body.sums(lengths[1], &finish) {
        return call;
    }
    let io = body.flat(0, lengths);
    let how = axes(mean, lengths, body);
    quote!(tm::op::mean(#io, &#parameters, &#how))
}

/// The loops of a mean of any type, between tensors of these lengths.
pub(super) fn axes<A>(mean: &Mean<A>, lengths: [usize; 2], body: &mut Body) -> Ident {
    let [inputs, outputs] = lengths.map(literal::number);
    let [kept, reduced] = [&mean.kept, &mean.reduced].map(|axes| axes_of(axes));
    let [kept_rank, reduced_rank] =
        [&mean.kept, &mean.reduced].map(|axes| literal::number(axes.len().max(1)));
    body.value_of(
        "AXES",
        &quote!(tm::op::Reduce<#inputs, #outputs, #kept_rank, #reduced_rank>),
        &quote!(tm::op::Reduce::new(#kept, #reduced)),
    )
}

/// `[(length, stride)]`; one turn in place where there is no axis.
pub(super) fn axes_of(axes: &[(usize, usize)]) -> TokenStream {
    if axes.is_empty() {
        return quote!([(1, 0)]);
    }
    literal::list(axes.iter().map(|&(length, stride)| {
        let [length, stride] = [length, stride].map(literal::number);
        quote!((#length, #stride))
    }))
}

//! MEAN.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::Mean;

pub(super) fn call(mean: &Mean, body: &mut Body) -> TokenStream {
    let parameters = body.parameters(&mean.arithmetic);
    let finish = quote!(tm::op::mean_of(sums, y, &#parameters));
    if let Some(call) = body.sums(body.output().len(), &finish) {
        return call;
    }
    let io = body.flat(0);
    let how = axes(mean, body);
    quote!(tm::op::mean(#io, &#parameters, &#how))
}

/// The loops of a mean of any type.
pub(super) fn axes<A>(mean: &Mean<A>, body: &mut Body) -> Ident {
    let (ty, value) = reduce(&mean.kept, &mean.reduced, body);
    body.value_of("AXES", &ty, &value)
}

/// Type and value of loops over the axes that are kept and those that are reduced.
pub(super) fn reduce(
    kept: &[(usize, usize)],
    reduced: &[(usize, usize)],
    body: &Body,
) -> (TokenStream, TokenStream) {
    let lengths = [body.input(0).len(), body.output().len()];
    let ranks = [kept, reduced].map(|axes| axes.len().max(1));
    let sizes = [lengths, ranks].concat().into_iter().map(literal::number);
    let [kept, reduced] = [kept, reduced].map(axes_of);
    (
        quote!(tm::op::Reduce<#(#sizes),*>),
        quote!(tm::op::Reduce::new(#kept, #reduced)),
    )
}

/// `[(length, stride)]`; one turn in place where there is no axis.
fn axes_of(axes: &[(usize, usize)]) -> TokenStream {
    if axes.is_empty() {
        return quote!([(1, 0)]);
    }
    literal::list(axes.iter().map(|&(length, stride)| {
        let [length, stride] = [length, stride].map(literal::number);
        quote!((#length, #stride))
    }))
}

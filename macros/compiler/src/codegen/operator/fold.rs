//! REDUCE_MAX and its kin, ARG_MAX and ARG_MIN.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::op::Extreme;

use super::super::literal;
use super::super::step::Body;
use super::mean::reduce;
use crate::graph::{Fold, FoldKind};

pub(super) fn fold(fold: &Fold, body: &mut Body) -> TokenStream {
    let element = literal::element(body.output().element);
    let function = match fold.kind {
        FoldKind::Largest => quote!(tm::op::Largest<#element>),
        FoldKind::Smallest => quote!(tm::op::Smallest<#element>),
        FoldKind::Total => quote!(tm::op::Total<#element>),
        FoldKind::All => quote!(tm::op::All),
    };
    let (ty, value) = reduce(&fold.kept, &fold.reduced, body);
    let how = body.parameters_of(&ty, &value);
    let (x, y) = (body.read_flat(0), body.write_flat());
    quote!(tm::op::fold::<#function, _, _, _, _>(#x, #y, &#how))
}

pub(super) fn arg(extreme: &Extreme, body: &mut Body) -> TokenStream {
    let how = body.parameters(extreme);
    let (x, y) = (body.read_flat(0), body.write_flat());
    quote!(tm::op::arg(#x, #y, &#how))
}

//! CUMSUM and ADD_N.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tiny_model_kernels::op::{Along, FloatSum};

use super::super::step::Body;
use crate::graph::SumKind;

pub(super) fn cumsum(sum: &SumKind, along: &Along, body: &mut Body) -> TokenStream {
    let parameters = parameters(sum, body);
    let along = body.value("ALONG", along);
    let (x, y) = (body.read_flat(0), body.write_flat());
    quote!(tm::op::cumsum(#x, #y, &#parameters, &#along))
}

pub(super) fn add_n(sum: &SumKind, body: &mut Body) -> TokenStream {
    let parameters = parameters(sum, body);
    let inputs = (0..body.inputs()).map(|position| body.read_flat(position));
    let inputs: Vec<TokenStream> = inputs.collect();
    let y = body.write_flat();
    quote!(tm::op::add_n(&[#((#inputs).as_slice()),*], #y, &#parameters))
}

fn parameters(sum: &SumKind, body: &mut Body) -> Ident {
    match sum {
        SumKind::Float => body.parameters(&FloatSum),
        SumKind::Integer(sum) => body.parameters(sum),
    }
}

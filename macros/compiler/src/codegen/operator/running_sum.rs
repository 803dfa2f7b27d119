//! CUMSUM and ADD_N.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tiny_model_kernels::op::Along;

use super::super::literal;
use super::super::step::Body;
use crate::graph::SumKind;

pub(super) fn cumsum(sum: &SumKind, along: &Along, body: &mut Body) -> TokenStream {
    let parameters = parameters(sum, body);
    let Along {
        outer,
        len,
        inner,
        inclusive,
        reverse,
    } = *along;
    let [outer, len, inner] = [outer, len, inner].map(literal::number);
    let along = body.constant_value(
        "ALONG",
        &quote!(tm::op::Along),
        &quote! {
            tm::op::Along {
                outer: #outer,
                len: #len,
                inner: #inner,
                inclusive: #inclusive,
                reverse: #reverse,
            }
        },
    );
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
    let (ty, value) = match sum {
        SumKind::Float => (quote!(tm::op::FloatSum), quote!(tm::op::FloatSum)),
        SumKind::Integer(sum) => {
            let [start, input_offset] = [sum.start, sum.input_offset].map(literal::signed);
            let output_scale = literal::scale(sum.output_scale);
            let output = literal::output(sum.output);
            let value = quote! {
                tm::op::IntegerSum {
                    start: #start,
                    input_offset: #input_offset,
                    output_scale: #output_scale,
                    output: #output,
                }
            };
            (quote!(tm::op::IntegerSum), value)
        }
    };
    body.parameters(&ty, &value)
}

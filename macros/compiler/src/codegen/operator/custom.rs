//! Calls of the user's functions.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::super::literal;
use super::super::ports;
use super::super::step::Body;
use crate::graph::{Custom, Element, Port};

/// `path(Tensor { … }, …, &OPTIONS)`
pub(super) fn call(custom: &Custom, body: &mut Body) -> TokenStream {
    let function = body.function(custom.function);
    // Of a function that takes other types the user hears where it was written.
    let span = function.span();
    let inputs = custom.inputs.iter().enumerate();
    let inputs: Vec<_> = inputs
        .map(|(position, port)| {
            let data = body.read(position, &array(body.input(position), port));
            let element = body.input(position).element;
            tensor((port, element), &data, span)
        })
        .collect();
    let outputs = custom.outputs.iter().enumerate();
    let outputs: Vec<_> = outputs
        .map(|(position, port)| {
            let ty = array(body.output_at(position), port);
            let data = body.write_at(position, &ty);
            let element = body.output_at(position).element;
            tensor((port, element), &quote!(#data), span)
        })
        .collect();
    let options = match custom.options.as_slice() {
        [] => quote!(&[]),
        bytes => {
            let length = literal::number(bytes.len());
            let options = body.constant("OPTIONS", &quote!([u8; #length]), bytes);
            quote!(&#options)
        }
    };
    quote_spanned!(span=> #function(#(#inputs,)* #(#outputs,)* #options))
}

fn array(tensor: &crate::graph::Tensor, port: &Port) -> TokenStream {
    literal::array(
        literal::element(tensor.element),
        &[port.shape.iter().product()],
    )
}

fn tensor((port, element): (&Port, Element), data: &TokenStream, span: Span) -> TokenStream {
    let (_, info) = ports::info(port, element);
    let data = data.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    let data = TokenStream::from_iter(data);
    quote_spanned!(span=> ::tiny_model::Tensor { data: #data, info: #info })
}

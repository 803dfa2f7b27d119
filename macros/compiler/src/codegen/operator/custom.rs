//! Calls of the user's functions.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::ports;
use super::super::step::Body;
use crate::graph::{Custom, Element, Port, Tensor};

/// `FUNCTION(Tensor { … }, …, &OPTIONS)`
pub(super) fn call(custom: &Custom, body: &mut Body) -> TokenStream {
    let (mut types, mut arguments) = (Vec::new(), Vec::new());
    for (position, port) in custom.inputs.iter().enumerate() {
        let element = body.input(position).element;
        let array = array(body.input(position), port);
        let data = body.read(position, &array);
        let (ty, value) = tensor((port, element), &quote!(&#array), &data);
        types.push(ty);
        arguments.push(value);
    }
    for (position, port) in custom.outputs.iter().enumerate() {
        let element = body.output_at(position).element;
        let array = array(body.output_at(position), port);
        let data = body.write_at(position, &array);
        let (ty, value) = tensor((port, element), &quote!(&mut #array), &quote!(#data));
        types.push(ty);
        arguments.push(value);
    }
    let options = match custom.options.as_slice() {
        [] => quote!(&[]),
        bytes => {
            let options = body.array("OPTIONS", &[bytes.len()], bytes);
            quote!(&#options)
        }
    };
    let function = body.function(custom.function, quote!(fn(#(#types,)* &[u8])));
    quote!(#function(#(#arguments,)* #options))
}

fn array(tensor: &Tensor, port: &Port) -> TokenStream {
    literal::array(
        literal::element(tensor.element),
        &[port.shape.iter().product()],
    )
}

/// An argument: its type and value.
fn tensor(
    (port, element): (&Port, Element),
    reference: &TokenStream,
    data: &TokenStream,
) -> (TokenStream, TokenStream) {
    let (parameters, info) = ports::info(port, element);
    (
        quote!(tm::Tensor<#reference, #parameters>),
        quote!(tm::Tensor { data: #data, info: #info }),
    )
}

//! CONV_2D and DEPTHWISE_CONV_2D.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tiny_model_kernels::layout;

use super::super::literal;
use super::super::step::Body;
use crate::graph::{Affine, Convolution, Scales};

pub(super) fn conv_2d(conv: &Convolution, body: &mut Body) -> TokenStream {
    let (x, y, padding) = activations(conv, body);
    let channels = conv.input[3] / conv.groups;
    let row = conv.kernel[0] * conv.kernel[1] * channels;
    let dims = [
        channels,
        conv.kernel[1],
        conv.kernel[0],
        layout::blocks(conv.output[3] / conv.groups),
        conv.groups,
    ]
    .map(literal::number);
    let packed = layout::pack_blocked(&conv.weights.values, conv.groups, row);
    let weights = body.constant("WEIGHTS", &quote!(tm::Blocked<#(#dims),*>), &packed);
    let bias = bias(&conv.affine, body);
    let parameters = parameters(conv, body);
    quote!(tm::op::conv_2d(#x, #y, #padding, &#weights, &#bias, &#parameters))
}

pub(super) fn depthwise_conv_2d(conv: &Convolution, body: &mut Body) -> TokenStream {
    let (x, y, padding) = activations(conv, body);
    let ty = literal::array(quote!(i8), &[conv.kernel[0], conv.kernel[1], conv.output[3]]);
    let weights = body.constant("WEIGHTS", &ty, &literal::bytes_of_i8(&conv.weights.values));
    let bias = bias(&conv.affine, body);
    let parameters = parameters(conv, body);
    quote!(tm::op::depthwise_conv_2d(#x, #y, #padding, &#weights, &#bias, &#parameters))
}

/// The input, the output and a pixel of padding where some window leaves the input.
fn activations(conv: &Convolution, body: &mut Body) -> (TokenStream, Ident, Ident) {
    let padding = if conv.is_padded() { conv.input[3] } else { 0 };
    (
        body.read(0, &literal::array(quote!(i8), &conv.input)),
        body.write(&literal::array(quote!(i8), &conv.output)),
        body.scratch("padding", &literal::array(quote!(i8), &[padding])),
    )
}

fn parameters(conv: &Convolution, body: &mut Body) -> Ident {
    let (ty, scales) = scales(&conv.affine.scales, body);
    let window = literal::window(&conv.window);
    let zero_point = literal::signed(conv.input_zero_point.into());
    let output = literal::output(conv.affine.output);
    body.parameters(
        &quote!(tm::op::Conv2d<#ty>),
        &quote! {
            tm::op::Conv2d {
                window: #window,
                input_zero_point: #zero_point,
                scales: #scales,
                output: #output,
            }
        },
    )
}

/// `BIAS`, one i32 per output channel.
pub(super) fn bias(affine: &Affine, body: &mut Body) -> Ident {
    let ty = literal::array(quote!(i32), &[affine.bias.len()]);
    body.constant("BIAS", &ty, &literal::bytes_of(&affine.bias))
}

/// Type and value of the scales.
pub(super) fn scales(scales: &Scales, body: &mut Body) -> (TokenStream, TokenStream) {
    match scales {
        Scales::PerTensor(scale) => (quote!(tm::Scale), literal::scale(*scale)),
        Scales::PerChannel(scales) => {
            let words: Vec<i32> = scales.iter().flat_map(|s| [s.multiplier, s.shift]).collect();
            let bytes = literal::bytes_of(&words);
            body.count(bytes.len());
            let bytes = literal::byte_string(&bytes);
            (
                literal::array(quote!(tm::Scale), &[scales.len()]),
                quote!(tm::from_bytes(*#bytes)),
            )
        }
    }
}

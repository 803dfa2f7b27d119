//! DEPTHWISE_CONV_2D by the DSP backend.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use super::dual::parameters;
use crate::graph::Convolution;
use crate::select::Planes;

pub(super) fn call(conv: &Convolution, planes: &Planes, body: &mut Body) -> TokenStream {
    let x = body.read(0, &literal::array(quote!(i8), &conv.input));
    let y = body.write(&literal::array(quote!(i8), &conv.output));
    let scratch = literal::array(quote!(u32), &[planes.scratch()]);
    let scratch = body.scratch("scratch", &scratch);
    let packed = &planes.packed;
    let [stride, turn, exponent, words] = [
        packed.planar.stride,
        packed.planar.turn,
        packed.exponent,
        packed.words.len(),
    ]
    .map(literal::number);
    let ties = packed.ties;
    let ty = quote!(tm::Planes<#stride, #turn, #exponent, #ties, #words>);
    let weights = body.constant("WEIGHTS", &ty, &literal::bytes_of_words(&packed.words));
    let parameters = parameters(conv, body);
    quote!(tm::arch::dsp::depthwise_conv_2d(#x, #y, #scratch, &#weights, &#parameters))
}

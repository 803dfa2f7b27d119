//! DEPTHWISE_CONV_2D by the DSP backend.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use super::dual::parameters;
use crate::graph::Convolution;
use crate::select::Planes;

pub(super) fn call(conv: &Convolution, planes: &Planes, body: &mut Body) -> TokenStream {
    let rows = body.rows(0, [&conv.input, &conv.output], conv.window.pad_top);
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
    let (swapped, ties) = (packed.planar.swapped, packed.ties);
    let ty = quote!(tm::Planes<#stride, #turn, #swapped, #exponent, #ties, #words>);
    let weights = body.constant("WEIGHTS", &ty, &literal::bytes(&packed.words));
    let parameters = parameters(conv, rows.heights, body);
    let (io, pad_top) = (rows.io, rows.pad_top);
    quote!(tm::arch::dsp::depthwise_conv_2d(#io, #pad_top, #scratch, &#weights, &#parameters))
}

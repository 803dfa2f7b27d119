//! CONV_2D and FULLY_CONNECTED by the DSP backend's matmul core.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::literal::{self, Parameter as _};
use super::super::step::Body;
use crate::graph::{Convolution, FullyConnected};
use crate::select::Dual;

pub(super) fn conv_2d(conv: &Convolution, dual: &Dual, body: &mut Body) -> TokenStream {
    let rows = body.rows(0, [&conv.input, &conv.output], conv.window.pad_top);
    let (scratch, weights) = (scratch(dual, body), weights(dual, body));
    let parameters = parameters(conv, rows.heights, body);
    let (io, pad_top) = (rows.io, rows.pad_top);
    quote!(tm::arch::dsp::conv_2d(#io, #pad_top, #scratch, &#weights, &#parameters))
}

pub(super) fn fully_connected(layer: &FullyConnected, dual: &Dual, body: &mut Body) -> TokenStream {
    let x = literal::array(quote!(i8), &[layer.batch, layer.inputs]);
    let scratch = literal::array(quote!(u32), &[dual.scratch()]);
    let io = body.over_scratch(&x, &scratch);
    let y = body.write(&literal::array(quote!(i8), &[layer.batch, layer.outputs]));
    let weights = weights(dual, body);
    let output = body.value("OUTPUT", &layer.affine.output);
    quote!(tm::arch::dsp::fully_connected(#io, #y, &#weights, &#output))
}

/// Most rows and the window as constants, which choose code, and what pads and clamps.
pub(super) fn parameters(conv: &Convolution, [h, oh]: [usize; 2], body: &mut Body) -> Ident {
    let window = &conv.window;
    let constants = [
        h,
        oh,
        conv.kernel[0],
        conv.kernel[1],
        window.stride_h,
        window.stride_w,
        window.dilation_h,
        window.dilation_w,
        window.pad_top,
        window.pad_left,
        conv.groups,
    ]
    .map(literal::number);
    let zero_point = conv.input_zero_point.literal();
    let output = conv.affine.output.literal();
    body.parameters_of(
        &quote!(tm::arch::dsp::Conv2d<#(#constants),*>),
        &quote!(tm::arch::dsp::Conv2d { input_zero_point: #zero_point, output: #output }),
    )
}

fn scratch(dual: &Dual, body: &mut Body) -> Ident {
    body.scratch("scratch", &literal::array(quote!(u32), &[dual.scratch()]))
}

fn weights(dual: &Dual, body: &mut Body) -> Ident {
    weights_as("WEIGHTS", dual, body)
}

/// The same by another name.
pub(super) fn weights_as(name: &str, dual: &Dual, body: &mut Body) -> Ident {
    let walk = dual.walk;
    let [unroll, segments, distance, tile, shift] = [
        walk.unroll,
        walk.segments,
        walk.distance,
        walk.tile,
        dual.shift,
    ]
    .map(literal::number);
    let ties = dual.packed.ties;
    let words = literal::number(dual.packed.words.len());
    let bytes = literal::bytes(&dual.packed.words);
    let ty = quote!(tm::Dual<#unroll, #segments, #distance, #tile, #ties, #shift, #words>);
    body.constant(name, &ty, &bytes)
}

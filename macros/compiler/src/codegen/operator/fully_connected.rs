//! FULLY_CONNECTED.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::layout;

use super::super::literal;
use super::super::step::Body;
use super::conv_2d::{bias, scales};
use crate::graph::FullyConnected;

pub(super) fn call(layer: &FullyConnected, body: &mut Body) -> TokenStream {
    let x = body.read(0, &literal::array(quote!(i8), &[layer.batch, layer.inputs]));
    let y = body.write(&literal::array(quote!(i8), &[layer.batch, layer.outputs]));
    let [inputs, blocks] = [layer.inputs, layout::blocks(layer.outputs)].map(literal::number);
    let packed = layout::pack_blocked(&layer.weights.values, 1, layer.inputs);
    let weights = body.constant(
        "WEIGHTS",
        &quote!(tm::Blocked<#inputs, 1, 1, #blocks, 1>),
        &packed,
    );
    let bias = bias(&layer.affine, body);
    let (ty, scales) = scales(&layer.affine.scales, body);
    let output = literal::output(layer.affine.output);
    let parameters = body.parameters(
        &quote!(tm::op::FullyConnected<#ty>),
        &quote!(tm::op::FullyConnected { scales: #scales, output: #output }),
    );
    quote!(tm::op::fully_connected(#x, #y, &#weights, &#bias, &#parameters))
}

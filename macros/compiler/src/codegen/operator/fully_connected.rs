//! FULLY_CONNECTED.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::layout;

use super::super::literal::{self, Parameter as _};
use super::super::step::Body;
use super::conv_2d::{bias, blocked, scales};
use crate::graph::FullyConnected;

pub(super) fn call(layer: &FullyConnected, body: &mut Body) -> TokenStream {
    let x = body.read(0, &literal::array(quote!(i8), &[layer.batch, layer.inputs]));
    let y = body.write(&literal::array(quote!(i8), &[layer.batch, layer.outputs]));
    let dims = [layer.inputs, 1, 1, layout::blocks(layer.outputs), 1];
    let weights = blocked(&layer.weights, dims, body);
    let bias = bias(&layer.affine, body);
    let (ty, scales) = scales(&layer.affine.scales, body);
    let output = layer.affine.output.literal();
    let parameters = body.parameters_of(
        &quote!(tm::op::FullyConnected<#ty>),
        &quote!(tm::op::FullyConnected { scales: #scales, output: #output }),
    );
    quote!(tm::op::fully_connected(#x, #y, &#weights, &#bias, &#parameters))
}

//! Layers with f32 activations and int8 weights.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tiny_model_kernels::layout;
use tiny_model_kernels::layout::Shape;

use super::super::literal;
use super::super::step::{Body, Rows};
use super::float::{bias, conv_parameters, rows};
use crate::graph::{Hybrid, HybridLayer};

pub(super) fn call(hybrid: &Hybrid, body: &mut Body) -> TokenStream {
    match &hybrid.layer {
        HybridLayer::Conv2d(shape) => conv_2d(hybrid, shape, body),
        HybridLayer::DepthwiseConv2d(shape) => depthwise_conv_2d(hybrid, shape, body),
        HybridLayer::FullyConnected(rows) => fully_connected(hybrid, *rows, body),
    }
}

fn conv_2d(hybrid: &Hybrid, shape: &Shape, body: &mut Body) -> TokenStream {
    let Rows { io, pad_top, .. } = rows(shape, body);
    let scratch = scratch(hybrid, body);
    let [height, width] = shape.kernel;
    let blocks = layout::blocks(shape.output[3] / shape.groups);
    let channels = shape.input[3] / shape.groups;
    let dims = [channels, width, height, blocks, shape.groups].map(literal::number);
    let weights = blocked(hybrid, shape.groups, &quote!(tm::Blocked<#(#dims),*>), body);
    let layer = layer(hybrid, body);
    let window = body.value("WINDOW", &shape.window);
    let parameters = body.parameters(&hybrid.arithmetic);
    quote! {
        tm::op::float::hybrid::conv_2d(#io, #pad_top, #scratch, &#weights, #layer, #window, &#parameters)
    }
}

fn depthwise_conv_2d(hybrid: &Hybrid, shape: &Shape, body: &mut Body) -> TokenStream {
    let Rows { io, pad_top, .. } = rows(shape, body);
    let scratch = scratch(hybrid, body);
    let [height, width] = shape.kernel;
    let dims = [height, width, shape.output[3]];
    let weights = body.array("WEIGHTS", &dims, &hybrid.weights);
    let (scales, bias) = (scales(hybrid, body), bias(&hybrid.bias, body));
    let conv = conv_parameters(shape, hybrid.arithmetic.output);
    let conv = body.value("CONV", &conv);
    let parameters = body.parameters(&hybrid.arithmetic);
    quote! {
        tm::op::float::hybrid::depthwise_conv_2d(
            #io, #pad_top, #scratch, &#weights, (&#scales, &#bias), &#conv, &#parameters,
        )
    }
}

fn fully_connected(hybrid: &Hybrid, rows: usize, body: &mut Body) -> TokenStream {
    let [inputs, outputs] = [hybrid.products(), hybrid.bias.len()];
    let x = literal::array(quote!(f32), &[rows, inputs]);
    let y = literal::array(quote!(f32), &[rows, outputs]);
    let io = body.io(0, &x, &y);
    let scratch = scratch(hybrid, body);
    let [inputs, blocks] = [inputs, layout::blocks(outputs)].map(literal::number);
    let weights = blocked(
        hybrid,
        1,
        &quote!(tm::Blocked<#inputs, 1, 1, #blocks, 1>),
        body,
    );
    let layer = layer(hybrid, body);
    let parameters = body.parameters(&hybrid.arithmetic);
    quote! {
        tm::op::float::hybrid::fully_connected(#io.rows(), #scratch, &#weights, #layer, &#parameters)
    }
}

fn scratch(hybrid: &Hybrid, body: &mut Body) -> Ident {
    let ty = literal::array(quote!(i8), &[hybrid.scratch()]);
    body.scratch("scratch", &ty)
}

/// `WEIGHTS`, in the layout of the matmul core.
fn blocked(hybrid: &Hybrid, groups: usize, ty: &TokenStream, body: &mut Body) -> Ident {
    let packed = layout::pack_blocked(&hybrid.weights, groups, hybrid.products());
    body.constant("WEIGHTS", ty, &packed)
}

/// Sums of weights, scales and biases of the output channels. Of an input without a zero point no sums
/// are needed.
fn layer(hybrid: &Hybrid, body: &mut Body) -> TokenStream {
    let rows = hybrid.weights.chunks(hybrid.products().max(1));
    let sums = rows.map(|row| row.iter().map(|&w| i32::from(w)).sum());
    let sums: Vec<i32> = sums.collect();
    let sums = match hybrid.arithmetic.is_asymmetric {
        true => {
            let sums = body.array("SUMS", &[sums.len()], &sums);
            quote!(#sums)
        }
        false => quote!([]),
    };
    let (scales, bias) = (scales(hybrid, body), bias(&hybrid.bias, body));
    quote!((&#sums, &#scales, &#bias))
}

/// `SCALES`, one or one per output channel.
fn scales(hybrid: &Hybrid, body: &mut Body) -> Ident {
    body.array("SCALES", &[hybrid.scales.len()], &hybrid.scales)
}

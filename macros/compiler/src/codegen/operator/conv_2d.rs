//! CONV_2D and DEPTHWISE_CONV_2D.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use tiny_model_kernels::layout;

use super::super::literal::{self, Parameter as _};
use super::super::step::{Body, Rows};
use crate::graph::{Affine, Convolution, Scales, Weights};

pub(super) fn conv_2d(conv: &Convolution, body: &mut Body) -> TokenStream {
    let Rows { io, pad_top, .. } = rows(conv, body);
    let [kh, kw] = conv.kernel;
    let patches = usize::from(conv.needs_patch());
    let patch = literal::array(quote!(i8), &[patches, kh, kw, conv.input[3]]);
    let patch = body.scratch("patch", &patch);
    let channels = conv.input[3] / conv.groups;
    let blocks = layout::blocks(conv.output[3] / conv.groups);
    let dims = [channels, kw, kh, blocks, conv.groups];
    let weights = blocked(&conv.weights, dims, body);
    let bias = bias(&conv.affine, body);
    let parameters = parameters(conv, body);
    quote!(tm::op::conv_2d(#io, #pad_top, #patch, &#weights, &#bias, &#parameters))
}

pub(super) fn depthwise_conv_2d(conv: &Convolution, body: &mut Body) -> TokenStream {
    let Rows { io, pad_top, .. } = rows(conv, body);
    if conv.weights.are_int4 {
        return depthwise_conv_2d_int4(conv, [&io, &pad_top], body);
    }
    let scratch = literal::array(quote!(i8), &[conv.pixels()]);
    let scratch = body.scratch("scratch", &scratch);
    let [kh, kw] = conv.kernel;
    let weights = body.array("WEIGHTS", &[kh, kw, conv.output[3]], &conv.weights.values);
    let bias = bias(&conv.affine, body);
    let parameters = parameters(conv, body);
    quote!(tm::op::depthwise_conv_2d(#io, #pad_top, #scratch, &#weights, &#bias, &#parameters))
}

/// With weights of four bits.
fn depthwise_conv_2d_int4(
    conv: &Convolution,
    [io, pad_top]: [&dyn ToTokens; 2],
    body: &mut Body,
) -> TokenStream {
    let values = literal::bytes(&conv.weights.values);
    let scratch = literal::array(quote!(i8), &[conv.pixels() + values.len()]);
    let scratch = body.scratch("scratch", &scratch);
    let packed = layout::nibbles(&values);
    let weights = body.array("WEIGHTS", &[packed.len()], &packed);
    let bias = bias(&conv.affine, body);
    let parameters = parameters(conv, body);
    let [kh, kw] = conv.kernel.map(literal::number);
    let pixels = literal::number(conv.pixels());
    quote! {
        tm::op::depthwise_conv_2d_int4::<_, _, _, _, #kw, #kh, #pixels, _, _, _>(
            #io, #pad_top, #scratch, &#weights, &#bias, &#parameters,
        )
    }
}

fn rows(conv: &Convolution, body: &mut Body) -> Rows {
    body.rows(0, [&conv.input, &conv.output], conv.window.pad_top)
}

fn parameters(conv: &Convolution, body: &mut Body) -> Ident {
    let (ty, scales) = scales(&conv.affine.scales, body);
    let window = conv.window.literal();
    let zero_point = conv.input_zero_point.literal();
    let output = conv.affine.output.literal();
    body.parameters_of(
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

/// `WEIGHTS` in blocks: input channels, columns and rows of the window, blocks of a group, groups.
pub(super) fn blocked(weights: &Weights, dims: [usize; 5], body: &mut Body) -> Ident {
    let [channels, width, height, _, groups] = dims;
    let row = height * width * channels;
    let (pack, word) = match weights.are_int4 {
        true => (layout::pack_nibbles as fn(&[i8], _, _) -> _, quote!(, u16)),
        false => (layout::pack_blocked as fn(&[i8], _, _) -> _, quote!()),
    };
    let dims = dims.map(literal::number);
    let packed: Vec<u8> = pack(&weights.values, groups, row);
    body.constant("WEIGHTS", &quote!(tm::Blocked<#(#dims),* #word>), &packed)
}

/// `BIAS`, one i32 per output channel.
pub(super) fn bias(affine: &Affine, body: &mut Body) -> Ident {
    body.array("BIAS", &[affine.bias.len()], &affine.bias)
}

/// Type and value of the scales.
pub(super) fn scales(scales: &Scales, body: &mut Body) -> (TokenStream, TokenStream) {
    match scales {
        Scales::PerTensor(scale) => (quote!(tm::Scale), scale.literal()),
        Scales::PerChannel(scales) => {
            let bytes = literal::bytes(scales);
            body.table(bytes.len());
            let bytes = literal::byte_string(&bytes);
            (
                literal::array(quote!(tm::Scale), &[scales.len()]),
                quote!(tm::from_bytes(*#bytes)),
            )
        }
    }
}

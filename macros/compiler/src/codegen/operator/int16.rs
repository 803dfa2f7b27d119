//! Operators on int16 activations.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::{Body, Rows};
use super::{layer, mean, pool, softmax};
use crate::graph::{Int16, Mean, Pool, Softmax};

pub(super) fn call(int16: &Int16, body: &mut Body) -> TokenStream {
    match int16 {
        Int16::Conv2d(conv) => layer::call(conv, &quote!(conv_2d), body),
        Int16::DepthwiseConv2d(conv) => layer::call(conv, &quote!(depthwise_conv_2d), body),
        Int16::Pool(pool) => pool_2d(pool, body),
        Int16::Mean(mean) => mean_of(mean, body),
        Int16::Softmax(softmax) => softmax_of(softmax, body),
        Int16::SoftmaxOfInt8(softmax) => softmax::call(softmax, body),
    }
}

fn pool_2d(pooling: &Pool<(i16, i16)>, body: &mut Body) -> TokenStream {
    let kernel = pool::kernel(pooling.kind);
    let (min, max) = pooling.range;
    let [min, max] = [min, max].map(literal::signed);
    let value = pool::parameters(pooling, min, max);
    let parameters = body.parameters_of(&quote!(tm::op::Pool2d<i16>), &value);
    let shapes = [&pooling.input, &pooling.output];
    let Rows { io, pad_top, .. } = body.rows(0, shapes, pooling.window.pad_top);
    quote!(tm::op::int16::#kernel(#io, #pad_top, &#parameters))
}

fn mean_of(of: &Mean, body: &mut Body) -> TokenStream {
    let parameters = body.parameters(&of.arithmetic);
    let io = body.flat(0);
    let how = mean::axes(of, body);
    quote!(tm::op::int16::mean(#io, &#parameters, &#how))
}

fn softmax_of(
    softmax: &Softmax<tiny_model_kernels::requantize::Scale>,
    body: &mut Body,
) -> TokenStream {
    let ty = literal::array(quote!(i16), &[softmax.rows, softmax.classes]);
    let io = body.io(0, &ty, &ty);
    let scale = body.value("SCALE", &softmax.arithmetic);
    quote!(tm::op::int16::softmax(#io.rows(), #scale))
}

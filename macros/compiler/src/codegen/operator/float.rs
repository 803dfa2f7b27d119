//! Operators on f32.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tiny_model_kernels::layout;
use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::float::{Conv2d, Range};

use super::super::literal;
use super::super::step::{Body, Rows};
use super::{hybrid, mean, pool, svdf};
use crate::graph::{Dense, Float, FloatConvolution, FloatWeights, Mean, Pool, RowsKernel, Softmax};

pub(super) fn call(float: &Float, body: &mut Body) -> TokenStream {
    match float {
        Float::Conv2d(conv) => conv_2d(conv, body),
        Float::DepthwiseConv2d(conv) => depthwise_conv_2d(conv, body),
        Float::FullyConnected(batch, dense) => fully_connected(*batch, dense, body),
        Float::Pool(pool) => pool_2d(pool, pool::kernel(pool.kind), body),
        Float::L2Pool(pool) => pool_2d(pool, quote!(l2_pool_2d), body),
        Float::Mean(mean) => mean_of(mean, body),
        Float::Rows(rows) => rows_of(rows, body),
        Float::Softmax(softmax) => softmax_of(softmax, body),
        Float::Svdf(svdf) => svdf::float(svdf, body),
        Float::Hybrid(layer) => hybrid::call(layer, body),
    }
}

fn conv_2d(conv: &FloatConvolution, body: &mut Body) -> TokenStream {
    let Rows { io, pad_top, .. } = rows(&conv.shape, body);
    let weights = lanes(&conv.dense, conv.shape.groups, body);
    let bias = bias(&conv.dense.bias, body);
    let parameters = parameters(conv, body);
    quote!(tm::op::float::conv_2d(#io, #pad_top, &#weights, &#bias, &#parameters))
}

fn depthwise_conv_2d(conv: &FloatConvolution, body: &mut Body) -> TokenStream {
    let Rows { io, pad_top, .. } = rows(&conv.shape, body);
    let [height, width] = conv.shape.kernel;
    let dims = [height, width, conv.shape.output[3]];
    let weights = match &conv.dense.weights {
        FloatWeights::Float(weights) => body.array("WEIGHTS", &dims, weights),
        FloatWeights::Half(weights) => body.array("WEIGHTS", &dims, weights),
    };
    let bias = bias(&conv.dense.bias, body);
    let parameters = parameters(conv, body);
    quote!(tm::op::float::depthwise_conv_2d(#io, #pad_top, &#weights, &#bias, &#parameters))
}

pub(super) fn rows(shape: &Shape, body: &mut Body) -> Rows {
    body.rows(0, [&shape.input, &shape.output], shape.window.pad_top)
}

fn parameters(conv: &FloatConvolution, body: &mut Body) -> Ident {
    body.parameters(&conv_parameters(&conv.shape, conv.dense.output))
}

/// The parameters of a convolution with this range of its output.
pub(super) fn conv_parameters(shape: &Shape, output: Range) -> Conv2d {
    Conv2d {
        window: shape.window,
        kernel: shape.kernel,
        groups: shape.groups,
        output,
    }
}

fn fully_connected(batch: usize, dense: &Dense, body: &mut Body) -> TokenStream {
    let [inputs, outputs] = [dense.products(), dense.bias.len()];
    let x = body.read(0, &literal::array(quote!(f32), &[batch, inputs]));
    let y = body.write(&literal::array(quote!(f32), &[batch, outputs]));
    let weights = lanes(dense, 1, body);
    let bias = bias(&dense.bias, body);
    let output = body.value("OUTPUT", &dense.output);
    quote!(tm::op::float::fully_connected(#x, #y, &#weights, &#bias, #output))
}

/// `WEIGHTS`, output channels side by side.
fn lanes(dense: &Dense, groups: usize, body: &mut Body) -> Ident {
    let [products, channels] = [dense.products(), dense.bias.len()].map(literal::number);
    match &dense.weights {
        FloatWeights::Float(weights) => {
            let packed = layout::pack_lanes(weights, groups, dense.products());
            let ty = quote!(tm::Lanes<#products, #channels>);
            body.constant("WEIGHTS", &ty, &literal::bytes(&packed))
        }
        FloatWeights::Half(weights) => {
            let packed = layout::pack_lanes(weights, groups, dense.products());
            let ty = quote!(tm::Lanes<#products, #channels, tm::f16>);
            body.constant("WEIGHTS", &ty, &literal::bytes(&packed))
        }
    }
}

/// `BIAS`, one f32 per output channel.
pub(super) fn bias(bias: &[f32], body: &mut Body) -> Ident {
    body.array("BIAS", &[bias.len()], bias)
}

fn pool_2d(pool: &Pool<Range>, kernel: TokenStream, body: &mut Body) -> TokenStream {
    let [min, max] = [pool.range.min, pool.range.max].map(literal::real);
    let value = pool::parameters(pool, min, max);
    let parameters = body.parameters_of(&quote!(tm::op::Pool2d<f32>), &value);
    let shapes = [&pool.input, &pool.output];
    let Rows { io, pad_top, .. } = body.rows(0, shapes, pool.window.pad_top);
    quote!(tm::op::float::#kernel(#io, #pad_top, &#parameters))
}

fn mean_of(mean: &Mean<Range>, body: &mut Body) -> TokenStream {
    let io = body.flat(0);
    let output = body.value("OUTPUT", &mean.arithmetic);
    let how = mean::axes(mean, body);
    quote!(tm::op::float::mean(#io, #output, &#how))
}

fn rows_of(rows: &Softmax<RowsKernel>, body: &mut Body) -> TokenStream {
    let ty = literal::array(quote!(f32), &[rows.rows, rows.classes]);
    let io = body.io(0, &ty, &ty);
    match rows.arithmetic {
        RowsKernel::LogSoftmax => quote!(tm::op::float::log_softmax(#io.rows())),
        RowsKernel::L2Normalization => quote!(tm::op::float::l2_normalization(#io.rows())),
    }
}

fn softmax_of(softmax: &Softmax<f32>, body: &mut Body) -> TokenStream {
    let ty = literal::array(quote!(f32), &[softmax.rows, softmax.classes]);
    let io = body.io(0, &ty, &ty);
    let beta = body.value("BETA", &softmax.arithmetic);
    quote!(tm::op::float::softmax(#io.rows(), #beta))
}

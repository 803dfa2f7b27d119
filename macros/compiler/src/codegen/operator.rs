//! The kernel call of each operator, one file each.

mod binary;
mod circular_buffer;
mod control;
mod conv_2d;
mod copy;
mod custom;
mod detection;
mod dual;
mod elementwise;
mod float;
mod fold;
mod fully_connected;
mod gather;
mod hybrid;
mod int16;
mod integers;
mod layer;
mod lookup;
mod lstm;
mod mean;
mod phases;
mod planes;
mod pool;
mod quantize;
mod resize;
mod running_sum;
mod select;
mod softmax;
mod svdf;
mod unary;

use proc_macro2::TokenStream;
use quote::quote;

use super::step::Body;
use crate::graph::Kind;
use crate::select::Kernel;

/// The call of the kernel, with what it needs put into `body`.
pub(super) fn call(kind: &Kind, kernel: &Kernel, body: &mut Body) -> TokenStream {
    match (kernel, kind) {
        (Kernel::Dual(dual), Kind::Conv2d(conv)) => dual::conv_2d(conv, dual, body),
        (Kernel::Dual(dual), Kind::FullyConnected(layer)) => {
            dual::fully_connected(layer, dual, body)
        }
        (Kernel::Gates(gates), Kind::Lstm(lstm)) => lstm::by_gates(lstm, gates, body),
        (Kernel::Columns(words), Kind::BatchMatmul(matmul)) => {
            layer::by_columns(matmul, *words, body)
        }
        (Kernel::Phases(phases), Kind::TransposeConv(layer)) => phases::call(layer, phases, body),
        (Kernel::Planes(planes), Kind::DepthwiseConv2d(conv)) => planes::call(conv, planes, body),
        (Kernel::Nested(both), Kind::Control(control)) => control::call(control, both, body),
        // No other operator has another kernel.
        _ => common(kind, body),
    }
}

/// The call of a kernel that every target has.
fn common(kind: &Kind, body: &mut Body) -> TokenStream {
    match kind {
        Kind::Conv2d(conv) => conv_2d::conv_2d(conv, body),
        Kind::DepthwiseConv2d(conv) => conv_2d::depthwise_conv_2d(conv, body),
        Kind::FullyConnected(layer) => fully_connected::call(layer, body),
        Kind::Binary(binary) => binary::call(binary, body),
        Kind::Unary(kind) => unary::call(*kind, body),
        Kind::Select(select) => select::call(select, body),
        Kind::Fold(fold) => fold::fold(fold, body),
        Kind::Arg(extreme) => fold::arg(extreme, body),
        Kind::CumSum(sum, along) => running_sum::cumsum(sum, along, body),
        Kind::AddN(sum) => running_sum::add_n(sum, body),
        Kind::Gather(gather) => gather::gather(gather, body),
        Kind::Update(update) => gather::update(update, body),
        Kind::ResizeNearest(nearest) => resize::nearest(nearest, body),
        Kind::ResizeBilinear(bilinear) => resize::bilinear(bilinear, body),
        Kind::Pool(pool) => pool::call(pool, body),
        Kind::Mean(mean) => mean::call(mean, body),
        Kind::Softmax(softmax) => softmax::call(softmax, body),
        Kind::Rows(rows) => softmax::rows(rows, body),
        Kind::Lstm(lstm) => lstm::call(lstm, body),
        Kind::Svdf(svdf) => svdf::call(svdf, body),
        Kind::CircularBuffer(buffer) => circular_buffer::call(buffer, body),
        Kind::Lookup(table) => lookup::call(table, body),
        Kind::AsymmetricConv2d(conv) => layer::call(conv, &quote!(conv_2d), body),
        Kind::AsymmetricFullyConnected(conv) => layer::once(conv, body),
        Kind::AsymmetricDepthwiseConv2d(conv) => {
            layer::call(conv, &quote!(depthwise_conv_2d), body)
        }
        Kind::TransposeConv(conv) => layer::call(conv, &quote!(transpose_conv), body),
        Kind::BatchMatmul(matmul) => layer::batch_matmul(matmul, body),
        Kind::Int16(int16) => int16::call(int16, body),
        Kind::IntegerMap(map) => integers::map(map, body),
        Kind::IntegerZip(zip) => integers::zip(zip, body),
        Kind::Float(float) => float::call(float, body),
        Kind::Map(function) => elementwise::map(function, body),
        Kind::Zip(zip) => elementwise::zip(zip, body),
        Kind::Quantize(quantization) => quantize::quantize(quantization, body),
        Kind::Dequantize(quantization) => quantize::dequantize(quantization, body),
        Kind::Detection(boxes, how) => detection::call(*boxes, how, body),
        Kind::Custom(custom) => custom::call(custom, body),
        Kind::Copy(copy) => copy::copy(copy, body),
        Kind::Fill(value) => copy::fill(value, body),
        // Only programs of their own compute them.
        Kind::Control(_) => TokenStream::new(),
        // The passes leave none; a reader that skips them gets the same bytes.
        Kind::View => copy::view(body),
    }
}

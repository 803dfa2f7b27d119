//! QUANTIZE and DEQUANTIZE: the only floats, where a model's inputs or outputs are.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::numerics::Quantization;

pub(super) fn quantize(quantization: &Quantization, body: &mut Body) -> TokenStream {
    let (x, y) = (body.read_flat(0), body.write_flat());
    let quantization = parameters(quantization);
    quote!(tm::op::quantize(#x, #y, &#quantization))
}

pub(super) fn dequantize(quantization: &Quantization, body: &mut Body) -> TokenStream {
    let (x, y) = (body.read_flat(0), body.write_flat());
    let quantization = parameters(quantization);
    quote!(tm::op::dequantize(#x, #y, &#quantization))
}

fn parameters(quantization: &Quantization) -> TokenStream {
    let scale = literal::real(quantization.scale);
    let zero_point = literal::signed(quantization.zero_point);
    quote!(tm::op::Quantization { scale: #scale, zero_point: #zero_point })
}

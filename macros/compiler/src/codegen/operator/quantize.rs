//! QUANTIZE and DEQUANTIZE: the only floats, where a model's inputs or outputs are.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tiny_model_kernels::op::Quantization;

use super::super::literal;
use super::super::step::Body;

pub(super) fn quantize(quantization: &Quantization, body: &mut Body) -> TokenStream {
    let length = [body.output().len()];
    let x = body.read(0, &literal::array(quote!(f32), &length));
    let y = body.write(&literal::array(quote!(i8), &length));
    let quantization = parameters(quantization);
    quote!(tm::op::quantize(#x, #y, &#quantization))
}

pub(super) fn dequantize(quantization: &Quantization, body: &mut Body) -> TokenStream {
    let length = [body.output().len()];
    let x = body.read(0, &literal::array(quote!(i8), &length));
    let y = body.write(&literal::array(quote!(f32), &length));
    let quantization = parameters(quantization);
    quote!(tm::op::dequantize(#x, #y, &#quantization))
}

fn parameters(quantization: &Quantization) -> TokenStream {
    let scale = Literal::f32_unsuffixed(quantization.scale);
    let zero_point = literal::signed(quantization.zero_point);
    quote!(tm::op::Quantization { scale: #scale, zero_point: #zero_point })
}

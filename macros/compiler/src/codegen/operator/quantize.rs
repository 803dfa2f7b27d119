//! QUANTIZE and DEQUANTIZE: the only floats, where a model's inputs or outputs are.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::numerics::Quantization;

pub(super) fn quantize(quantization: &Quantization, body: &mut Body) -> TokenStream {
    let length = [body.output().len()];
    let x = body.read(0, &literal::array(quote!(f32), &length));
    let element = literal::element(body.output().element);
    let y = body.write(&literal::array(element, &length));
    let quantization = parameters(quantization);
    quote!(tm::op::quantize(#x, #y, &#quantization))
}

pub(super) fn dequantize(quantization: &Quantization, body: &mut Body) -> TokenStream {
    let length = [body.output().len()];
    let element = literal::element(body.input(0).element);
    let x = body.read(0, &literal::array(element, &length));
    let y = body.write(&literal::array(quote!(f32), &length));
    let quantization = parameters(quantization);
    quote!(tm::op::dequantize(#x, #y, &#quantization))
}

fn parameters(quantization: &Quantization) -> TokenStream {
    let scale = literal::real(quantization.scale);
    let zero_point = literal::signed(quantization.zero_point);
    quote!(tm::op::Quantization { scale: #scale, zero_point: #zero_point })
}

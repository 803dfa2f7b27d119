//! Elementwise operators on integers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op;

use super::super::literal;
use super::super::step::Body;
use super::binary::{self, broadcast};
use crate::graph::{IntegerMap, IntegerPair, IntegerUnary, IntegerZip};

pub(super) fn map(map: &IntegerMap, body: &mut Body) -> TokenStream {
    let io = body.flat(0, [body.output().len(); 2]);
    let (ty, value) = unary(&map.function);
    let parameters = body.parameters(&ty, &value);
    match map.function {
        IntegerUnary::Logistic(_) => {
            quote!(tm::op::map(#io, |x| tm::interpolate::logistic(#parameters.apply(x))))
        }
        IntegerUnary::Tanh(_) => {
            quote!(tm::op::map(#io, |x| tm::interpolate::tanh(#parameters.apply(x))))
        }
        _ => quote!(tm::op::map(#io, |x| #parameters.apply(x))),
    }
}

pub(super) fn zip(zip: &IntegerZip, body: &mut Body) -> TokenStream {
    let inputs = [0, 1].map(|position| {
        let tensor = body.input(position);
        (literal::element(tensor.element), tensor.len())
    });
    let output = (literal::element(body.output().element), body.output().len());
    let lengths = [inputs[0].1, inputs[1].1, output.1];
    let (ty, value, apply) = pair(&zip.function);
    let parameters = body.parameters(&ty, &value);
    let function = quote!(|x1, x2| #parameters.#apply(x1, x2));
    if zip.is_elementwise() {
        let io = body.flat(0, [lengths[0], lengths[2]]);
        let other = body.meeting(1, lengths[1]);
        return quote!(tm::op::zip(#io, #other, #function));
    }
    let [(a, n1), (b, n2)] = inputs;
    let x1 = body.read(0, &literal::array(a, &[n1]));
    let x2 = body.read(1, &literal::array(b, &[n2]));
    let y = body.write(&literal::array(output.0, &[output.1]));
    let broadcast = broadcast(&zip.dims, &zip.strides, lengths, body);
    quote!(tm::op::zip_broadcast(#x1, #x2, #y, #function, &#broadcast))
}

/// Type and value of a function's parameters.
fn unary(function: &IntegerUnary) -> (TokenStream, TokenStream) {
    match *function {
        IntegerUnary::Rescale(op::Rescale {
            input_zero_point,
            scale,
            output,
        }) => {
            let value = rescale(input_zero_point, scale, output);
            (quote!(tm::op::Rescale), quote!(tm::op::Rescale #value))
        }
        IntegerUnary::Abs(op::Abs {
            input_zero_point,
            scale,
            output,
        }) => {
            let value = rescale(input_zero_point, scale, output);
            (quote!(tm::op::Abs), quote!(tm::op::Abs #value))
        }
        IntegerUnary::LeakyRelu(function) => (quote!(tm::op::LeakyRelu), leaky_relu(&function)),
        IntegerUnary::Logistic(scaling) | IntegerUnary::Tanh(scaling) => {
            let Scaling { multiplier, shift } = scaling;
            let multiplier = literal::signed(multiplier);
            let shift = Literal::u32_unsuffixed(shift);
            let ty = quote!(tm::interpolate::Scaling);
            let value = quote!(#ty { multiplier: #multiplier, shift: #shift });
            (ty, value)
        }
    }
}

fn rescale(
    input_zero_point: i32,
    scale: tiny_model_kernels::requantize::Scale,
    output: tiny_model_kernels::requantize::Output,
) -> TokenStream {
    let zero_point = literal::signed(input_zero_point);
    let (scale, output) = (literal::scale(scale), literal::output(output));
    quote!({ input_zero_point: #zero_point, scale: #scale, output: #output })
}

fn leaky_relu(function: &op::LeakyRelu) -> TokenStream {
    let zero_point = literal::signed(function.input_zero_point);
    let [identity, alpha] = [function.identity, function.alpha].map(literal::scale);
    let negate_alpha = function.negate_alpha;
    let output = literal::output(function.output);
    quote! {
        tm::op::LeakyRelu {
            input_zero_point: #zero_point,
            identity: #identity,
            alpha: #alpha,
            negate_alpha: #negate_alpha,
            output: #output,
        }
    }
}

/// Type and value of a function's parameters, and the function's name.
fn pair(function: &IntegerPair) -> (TokenStream, TokenStream, TokenStream) {
    let of_int16 = |kind| {
        let (ty, value) = binary::parameters(&kind, &quote!(i8));
        (ty, value, quote!(apply_to_int16))
    };
    match *function {
        IntegerPair::Add(add) => of_int16(crate::graph::BinaryKind::Add(add)),
        IntegerPair::Sub(sub) => of_int16(crate::graph::BinaryKind::Sub(sub)),
        IntegerPair::Mul(mul) => of_int16(crate::graph::BinaryKind::Mul(mul)),
        IntegerPair::SquaredDifference(function) => (
            quote!(tm::op::SquaredDifference),
            squared_difference(&function),
            quote!(apply),
        ),
        IntegerPair::Prelu(function) => (quote!(tm::op::Prelu), prelu(&function), quote!(apply)),
    }
}

fn squared_difference(function: &op::SquaredDifference) -> TokenStream {
    let offsets = [function.input1_offset, function.input2_offset].map(literal::signed);
    let scales = [function.input1, function.input2, function.output_scale].map(literal::scale);
    let ([offset1, offset2], [input1, input2, output_scale]) = (offsets, scales);
    let left_shift = Literal::u32_unsuffixed(function.left_shift);
    let output = literal::output(function.output);
    quote! {
        tm::op::SquaredDifference {
            input1_offset: #offset1,
            input2_offset: #offset2,
            left_shift: #left_shift,
            input1: #input1,
            input2: #input2,
            output_scale: #output_scale,
            output: #output,
        }
    }
}

fn prelu(function: &op::Prelu) -> TokenStream {
    let zero_points = [function.input_zero_point, function.alpha_zero_point];
    let [zero_point, alpha_zero_point] = zero_points.map(literal::signed);
    let [identity, alpha] = [function.identity, function.alpha].map(literal::scale);
    let output = literal::output(function.output);
    quote! {
        tm::op::Prelu {
            input_zero_point: #zero_point,
            alpha_zero_point: #alpha_zero_point,
            identity: #identity,
            alpha: #alpha,
            output: #output,
        }
    }
}

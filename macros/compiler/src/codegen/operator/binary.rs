//! ADD, SUB and MUL.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::op;

use super::super::literal;
use super::super::step::Body;
use crate::graph::{Binary, BinaryKind};

pub(super) fn call(binary: &Binary, body: &mut Body) -> TokenStream {
    let lengths = [
        body.input(0).len(),
        body.input(1).len(),
        body.output().len(),
    ];
    let [x1, x2, y] = lengths.map(|length| literal::array(quote!(i8), &[length]));
    let (ty, value) = parameters(&binary.kind);
    let parameters = body.parameters(&ty, &value);
    if binary.is_elementwise() {
        let io = body.flat(0, [lengths[0], lengths[2]]);
        let x2 = body.read(1, &x2);
        return quote!(tm::op::binary(#io, #x2, &#parameters));
    }
    let (x1, x2, y) = (body.read(0, &x1), body.read(1, &x2), body.write(&y));
    let rank = literal::number(binary.dims.len());
    let dims = literal::numbers(&binary.dims);
    let [s1, s2] = [&binary.strides[0], &binary.strides[1]].map(|s| literal::numbers(s));
    let [n1, n2, n] = lengths.map(literal::number);
    let broadcast = body.constant_value(
        "BROADCAST",
        &quote!(tm::op::Broadcast<#n1, #n2, #n, #rank>),
        &quote!(tm::op::Broadcast::new(#dims, #s1, #s2)),
    );
    quote!(tm::op::binary_broadcast(#x1, #x2, #y, &#parameters, &#broadcast))
}

/// The same function of its inputs in the other order; `None` where there is none.
fn swapped(kind: &BinaryKind) -> Option<BinaryKind> {
    match *kind {
        BinaryKind::Add(add) => Some(BinaryKind::Add(op::Add {
            input1_offset: add.input2_offset,
            input2_offset: add.input1_offset,
            input1: add.input2,
            input2: add.input1,
            ..add
        })),
        BinaryKind::Mul(mul) => Some(BinaryKind::Mul(op::Mul {
            input1_offset: mul.input2_offset,
            input2_offset: mul.input1_offset,
            ..mul
        })),
        BinaryKind::Sub(_) => None,
    }
}

/// Type and value of the kernel's parameters.
fn parameters(kind: &BinaryKind) -> (TokenStream, TokenStream) {
    match kind {
        BinaryKind::Add(add) => (quote!(tm::op::Add), sum(add)),
        BinaryKind::Sub(op::Sub(add)) => {
            let sum = sum(add);
            (quote!(tm::op::Sub), quote!(tm::op::Sub(#sum)))
        }
        BinaryKind::Mul(mul) => (quote!(tm::op::Mul), product(mul)),
    }
}

fn sum(add: &op::Add) -> TokenStream {
    let offsets = [add.input1_offset, add.input2_offset].map(literal::signed);
    let scales = [add.input1, add.input2, add.output_scale].map(literal::scale);
    let ([offset1, offset2], [input1, input2, output_scale]) = (offsets, scales);
    let output = literal::output(add.output);
    quote! {
        tm::op::Add {
            input1_offset: #offset1,
            input2_offset: #offset2,
            input1: #input1,
            input2: #input2,
            output_scale: #output_scale,
            output: #output,
        }
    }
}

fn product(mul: &op::Mul) -> TokenStream {
    let [offset1, offset2] = [mul.input1_offset, mul.input2_offset].map(literal::signed);
    let scale = literal::scale(mul.scale);
    let output = literal::output(mul.output);
    quote! {
        tm::op::Mul {
            input1_offset: #offset1,
            input2_offset: #offset2,
            scale: #scale,
            output: #output,
        }
    }
}

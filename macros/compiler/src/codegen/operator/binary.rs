//! ADD, SUB and MUL.

use proc_macro2::{Ident, TokenStream};
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
    let element = literal::element(body.input(0).element);
    if binary.is_elementwise() {
        let swapped = swapped(&binary.kind).filter(|_| body.is_over(1));
        let (first, second) = if swapped.is_some() { (1, 0) } else { (0, 1) };
        let (ty, value) = parameters(&swapped.unwrap_or(binary.kind), &element);
        let parameters = body.parameters(&ty, &value);
        let io = body.flat(first, [lengths[first], lengths[2]]);
        let other = body.meeting(second, lengths[second]);
        return quote!(tm::op::binary(#io, #other, &#parameters));
    }
    let (ty, value) = parameters(&binary.kind, &element);
    let parameters = body.parameters(&ty, &value);
    let (x1, x2, y) = (body.read_flat(0), body.read_flat(1), body.write_flat());
    let broadcast = broadcast(&binary.dims, &binary.strides, lengths, body);
    quote!(tm::op::binary_broadcast(#x1, #x2, #y, &#parameters, &#broadcast))
}

/// The loops over elements that meet, of two inputs and an output of these lengths.
pub(super) fn broadcast(
    dims: &[usize],
    strides: &[Vec<usize>; 2],
    lengths: [usize; 3],
    body: &mut Body,
) -> Ident {
    let rank = literal::number(dims.len());
    let dims = literal::numbers(dims);
    let [s1, s2] = [&strides[0], &strides[1]].map(|s| literal::numbers(s));
    let [n1, n2, n] = lengths.map(literal::number);
    body.constant_value(
        "BROADCAST",
        &quote!(tm::op::Broadcast<#n1, #n2, #n, #rank>),
        &quote!(tm::op::Broadcast::new(#dims, #s1, #s2)),
    )
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
        _ => None,
    }
}

/// Type and value of the kernel's parameters.
pub(super) fn parameters(kind: &BinaryKind, element: &TokenStream) -> (TokenStream, TokenStream) {
    match kind {
        BinaryKind::Maximum => (
            quote!(tm::op::Maximum<#element>),
            quote!(tm::op::Maximum::new()),
        ),
        BinaryKind::Minimum => (
            quote!(tm::op::Minimum<#element>),
            quote!(tm::op::Minimum::new()),
        ),
        BinaryKind::Compare(relation) => {
            let relation = self::relation(*relation);
            let value = quote!(tm::op::Compare::new(#relation));
            (quote!(tm::op::Compare<#element>), value)
        }
        BinaryKind::CompareScaled(compare) => (quote!(tm::op::CompareScaled), scaled(compare)),
        BinaryKind::And => (quote!(tm::op::And), quote!(tm::op::And)),
        BinaryKind::Or => (quote!(tm::op::Or), quote!(tm::op::Or)),
        BinaryKind::Integers(op) => (quote!(tm::op::Arithmetic<#element>), integers(op)),
        BinaryKind::Divide(divide) => (quote!(tm::op::Divide), quotient(divide)),
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

fn relation(relation: op::Relation) -> TokenStream {
    match relation {
        op::Relation::Equal => quote!(tm::op::Relation::Equal),
        op::Relation::NotEqual => quote!(tm::op::Relation::NotEqual),
        op::Relation::Less => quote!(tm::op::Relation::Less),
        op::Relation::LessEqual => quote!(tm::op::Relation::LessEqual),
    }
}

fn scaled(compare: &op::CompareScaled) -> TokenStream {
    let relation = relation(compare.relation);
    let [offset1, offset2] = [compare.input1_offset, compare.input2_offset].map(literal::signed);
    let [input1, input2] = [compare.input1, compare.input2].map(literal::scale);
    quote! {
        tm::op::CompareScaled {
            relation: #relation,
            input1_offset: #offset1,
            input2_offset: #offset2,
            input1: #input1,
            input2: #input2,
        }
    }
}

fn integers(arithmetic: &op::Arithmetic<i32>) -> TokenStream {
    let function = match arithmetic.function {
        op::Function::Sum => quote!(Sum),
        op::Function::Difference => quote!(Difference),
        op::Function::Product => quote!(Product),
        op::Function::Quotient => quote!(Quotient),
        op::Function::SquaredDifference => quote!(SquaredDifference),
    };
    let [min, max] = [arithmetic.min, arithmetic.max].map(literal::signed);
    quote!(tm::op::Arithmetic { function: tm::op::Function::#function, min: #min, max: #max })
}

fn quotient(divide: &op::Divide) -> TokenStream {
    let [offset1, offset2] = [divide.input1_offset, divide.input2_offset].map(literal::signed);
    let (scale, output) = (literal::scale(divide.scale), literal::output(divide.output));
    quote! {
        tm::op::Divide {
            input1_offset: #offset1,
            input2_offset: #offset2,
            scale: #scale,
            output: #output,
        }
    }
}

#[cfg(test)]
mod tests {
    use tiny_model_kernels::op::{Add, Binary, Mul, Sub};
    use tiny_model_kernels::requantize::{Output, Scale};

    use super::*;

    const SCALES: [Scale; 3] = [
        Scale {
            multiplier: 1 << 30,
            shift: 0,
        },
        Scale {
            multiplier: 0x5a82_799a,
            shift: -2,
        },
        Scale {
            multiplier: 0x4fff_fff1,
            shift: -18,
        },
    ];
    const OUTPUT: Output = Output {
        zero_point: 3,
        min: -100,
        max: 127,
    };

    /// The outputs of all pairs, in the order of the first input or of the second.
    fn outputs(kind: &BinaryKind, turned: bool) -> Vec<i8> {
        let apply = |x1, x2| match kind {
            BinaryKind::Add(add) => add.apply(x1, x2),
            BinaryKind::Sub(sub) => sub.apply(x1, x2),
            BinaryKind::Mul(mul) => mul.apply(x1, x2),
            _ => unreachable!("only these are turned round"),
        };
        let all = || i8::MIN..=i8::MAX;
        let pairs = all().flat_map(|a| all().map(move |b| (a, b)));
        pairs
            .map(|(a, b)| if turned { apply(b, a) } else { apply(a, b) })
            .collect()
    }

    #[test]
    fn swapped_functions_are_the_same_the_other_way_round() {
        let add = Add {
            input1_offset: 7,
            input2_offset: -120,
            input1: SCALES[0],
            input2: SCALES[1],
            output_scale: SCALES[2],
            output: OUTPUT,
        };
        let mul = Mul {
            input1_offset: 7,
            input2_offset: -120,
            scale: SCALES[1],
            output: OUTPUT,
        };
        for kind in [BinaryKind::Add(add), BinaryKind::Mul(mul)] {
            let other = swapped(&kind).expect("symmetric");
            assert_eq!(outputs(&other, true), outputs(&kind, false));
            assert_ne!(outputs(&kind, true), outputs(&kind, false));
        }
        assert!(swapped(&BinaryKind::Sub(Sub(add))).is_none());
    }
}

//! Elementwise operators of two inputs on one type: arithmetic, comparisons, LOGICAL_AND and LOGICAL_OR.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tiny_model_kernels::op;

use super::super::literal::{self, Parameter as _};
use super::super::step::Body;
use crate::graph::{Binary, BinaryKind};

pub(super) fn call(binary: &Binary, body: &mut Body) -> TokenStream {
    let element = literal::element(body.input(0).element);
    if binary.is_elementwise() {
        let swapped = swapped(&binary.kind).filter(|_| body.is_over(1));
        let (first, second) = if swapped.is_some() { (1, 0) } else { (0, 1) };
        let parameters = parameters(&swapped.unwrap_or(binary.kind), &element, body);
        let io = body.flat(first);
        let other = body.meeting(second);
        return quote!(tm::op::binary(#io, #other, &#parameters));
    }
    let parameters = parameters(&binary.kind, &element, body);
    let (x1, x2, y) = (body.read_flat(0), body.read_flat(1), body.write_flat());
    let broadcast = broadcast(&binary.dims, &binary.strides, body);
    quote!(tm::op::binary_broadcast(#x1, #x2, #y, &#parameters, &#broadcast))
}

/// The loops over the elements of both inputs that meet.
pub(super) fn broadcast(dims: &[usize], strides: &[Vec<usize>; 2], body: &mut Body) -> Ident {
    let rank = literal::number(dims.len());
    let dims = literal::numbers(dims);
    let [s1, s2] = [&strides[0], &strides[1]].map(|s| literal::numbers(s));
    let tensors = [body.input(0), body.input(1), body.output()];
    let [n1, n2, n] = tensors.map(|tensor| literal::number(tensor.len()));
    body.value_of(
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

/// The kernel's parameters, for inputs of this element.
fn parameters(kind: &BinaryKind, element: &TokenStream, body: &mut Body) -> Ident {
    let (ty, value) = match kind {
        BinaryKind::CompareScaled(compare) => return body.parameters(compare),
        BinaryKind::And => return body.parameters(&op::And),
        BinaryKind::Or => return body.parameters(&op::Or),
        BinaryKind::Divide(divide) => return body.parameters(divide),
        BinaryKind::Add(add) => return body.parameters(add),
        BinaryKind::Sub(sub) => return body.parameters(sub),
        BinaryKind::Mul(mul) => return body.parameters(mul),
        BinaryKind::Maximum => (quote!(Maximum), quote!(tm::op::Maximum::new())),
        BinaryKind::Minimum => (quote!(Minimum), quote!(tm::op::Minimum::new())),
        BinaryKind::Compare(relation) => {
            let relation = relation.literal();
            (quote!(Compare), quote!(tm::op::Compare::new(#relation)))
        }
        BinaryKind::Integers(arithmetic) => (quote!(Arithmetic), arithmetic.literal()),
    };
    body.parameters_of(&quote!(tm::op::#ty<#element>), &value)
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

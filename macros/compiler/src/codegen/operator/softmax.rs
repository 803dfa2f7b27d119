//! SOFTMAX.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tiny_model_kernels::op;

use super::super::literal;
use super::super::step::Body;
use crate::graph::Softmax;

pub(super) fn call(softmax: &Softmax, body: &mut Body) -> TokenStream {
    let dims = [softmax.rows, softmax.classes];
    let x = literal::array(quote!(i8), &dims);
    let y = literal::array(literal::element(body.output().element), &dims);
    let io = body.io(0, &x, &y);
    let op::Softmax {
        multiplier,
        left_shift,
        diff_min,
    } = softmax.arithmetic;
    let [multiplier, diff_min] = [multiplier, diff_min].map(literal::signed);
    let left_shift = Literal::u32_unsuffixed(left_shift);
    let parameters = body.parameters(
        &quote!(tm::op::Softmax),
        &quote! {
            tm::op::Softmax {
                multiplier: #multiplier,
                left_shift: #left_shift,
                diff_min: #diff_min,
            }
        },
    );
    quote!(tm::op::softmax(#io.rows(), &#parameters))
}

//! SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, quote};
use tiny_model_kernels::op;

use super::super::literal;
use super::super::step::Body;
use crate::graph::{IntegerRows, Softmax};

pub(super) fn call(softmax: &Softmax, body: &mut Body) -> TokenStream {
    let io = io(softmax, body);
    let value = exponential(&softmax.arithmetic);
    let parameters = body.parameters(&quote!(tm::op::Softmax), &value);
    quote!(tm::op::softmax(#io.rows(), &#parameters))
}

pub(super) fn rows(rows: &Softmax<IntegerRows>, body: &mut Body) -> TokenStream {
    let io = io(rows, body);
    match &rows.arithmetic {
        IntegerRows::LogSoftmax(op::LogSoftmax { exp, reverse }) => {
            let (exp, reverse) = (exponential(exp), literal::scale(*reverse));
            let value = quote!(tm::op::LogSoftmax { exp: #exp, reverse: #reverse });
            let parameters = body.parameters(&quote!(tm::op::LogSoftmax), &value);
            quote!(tm::op::log_softmax(#io.rows(), &#parameters))
        }
        IntegerRows::L2Normalization(zero_point) => {
            let zero_point = literal::signed(*zero_point);
            let zero_point =
                body.constant_value("ZERO_POINT", &quote!(i32), &zero_point.into_token_stream());
            quote!(tm::op::l2_normalization(#io.rows(), #zero_point))
        }
    }
}

fn io<A>(rows: &Softmax<A>, body: &mut Body) -> Ident {
    let dims = [rows.rows, rows.classes];
    let x = literal::array(quote!(i8), &dims);
    let y = literal::array(literal::element(body.output().element), &dims);
    body.io(0, &x, &y)
}

fn exponential(softmax: &op::Softmax) -> TokenStream {
    let [multiplier, diff_min] = [softmax.multiplier, softmax.diff_min].map(literal::signed);
    let left_shift = Literal::u32_unsuffixed(softmax.left_shift);
    quote! {
        tm::op::Softmax {
            multiplier: #multiplier,
            left_shift: #left_shift,
            diff_min: #diff_min,
        }
    }
}

//! SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::{IntegerRows, Softmax};

pub(super) fn call(softmax: &Softmax, body: &mut Body) -> TokenStream {
    let io = io(softmax, body);
    let parameters = body.parameters(&softmax.arithmetic);
    quote!(tm::op::softmax(#io.rows(), &#parameters))
}

pub(super) fn rows(rows: &Softmax<IntegerRows>, body: &mut Body) -> TokenStream {
    let io = io(rows, body);
    match &rows.arithmetic {
        IntegerRows::LogSoftmax(log_softmax) => {
            let parameters = body.parameters(log_softmax);
            quote!(tm::op::log_softmax(#io.rows(), &#parameters))
        }
        IntegerRows::L2Normalization(zero_point) => {
            let zero_point = body.value("ZERO_POINT", zero_point);
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

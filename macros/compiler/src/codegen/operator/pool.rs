//! AVERAGE_POOL_2D and MAX_POOL_2D.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::super::literal::{self, Parameter as _};
use super::super::step::{Body, Rows};
use crate::graph::{Pool, PoolKind};

pub(super) fn call(pool: &Pool, body: &mut Body) -> TokenStream {
    let kernel = kernel(pool.kind);
    let (min, max) = (literal::signed(pool.range.0), literal::signed(pool.range.1));
    let value = parameters(pool, min, max);
    let parameters = body.parameters_of(&quote!(tm::op::Pool2d), &value);
    let [_, input_height, input_width, channels] = pool.input;
    let count = literal::number(input_height * input_width);
    let finish = quote!(tm::op::average_of(sums, #count, y, &#parameters));
    if let Some(call) = body.sums(channels, &finish) {
        return call;
    }
    let Rows { io, pad_top, .. } = body.rows(0, [&pool.input, &pool.output], pool.window.pad_top);
    quote!(tm::op::#kernel(#io, #pad_top, &#parameters))
}

/// The kernel's name, which is the same for all types.
pub(super) fn kernel(kind: PoolKind) -> TokenStream {
    match kind {
        PoolKind::Average => quote!(average_pool_2d),
        PoolKind::Max => quote!(max_pool_2d),
    }
}

/// The parameters of a pooling of any type, with its smallest and largest output.
pub(super) fn parameters<R>(pool: &Pool<R>, min: impl ToTokens, max: impl ToTokens) -> TokenStream {
    let [height, width] = pool.kernel.map(literal::number);
    let window = pool.window.literal();
    quote! {
        tm::op::Pool2d {
            window: #window,
            height: #height,
            width: #width,
            min: #min,
            max: #max,
        }
    }
}

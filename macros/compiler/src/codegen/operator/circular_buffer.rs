//! Circular buffers.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::CircularBuffer;

/// With a cycle, whether the run goes on.
pub(super) fn call(buffer: &CircularBuffer, body: &mut Body) -> TokenStream {
    let &CircularBuffer {
        slots,
        depth,
        cycle,
    } = buffer;
    let x = body.read(0, &literal::array(quote!(i8), &[depth]));
    let y = body.write(&literal::array(quote!(i8), &[slots * depth]));
    let shift = quote!(tm::op::circular_buffer(#x, #y));
    if cycle <= 1 {
        return shift;
    }
    let runs = body.keep(0, "runs", &quote!([i32; 1]));
    let cycle = literal::signed(cycle);
    quote! {
        #shift;
        tm::op::ends_cycle(#runs, #cycle)
    }
}

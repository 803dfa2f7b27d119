//! Functions of one int8 by a table.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::step::Body;

pub(super) fn call(table: &[i8; 256], body: &mut Body) -> TokenStream {
    let io = body.flat(0);
    let table = body.array("TABLE", &[table.len()], table);
    quote!(tm::op::lookup(#io, &#table))
}

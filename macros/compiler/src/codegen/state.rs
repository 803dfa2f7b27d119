//! The memory that keeps its values from run to run: a field of the model.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::literal;
use crate::call::Value;
use crate::graph::{Graph, Initial};
use crate::program::Program;
use crate::schedule::Plan;

/// `state: Memory<128>,`; nothing for a model that remembers nothing.
pub(super) fn field(plan: &Plan) -> Option<TokenStream> {
    let bytes = literal::number(plan.state_bytes);
    (plan.state_bytes > 0).then(|| quote!(state: tm::Memory<#bytes>,))
}

/// The function that makes a model, and the method that makes it forget. `place` is an attribute of all
/// first values that take flash.
pub(super) fn new(
    name: &Ident,
    graph: &Graph,
    program: &Program,
    rows: Option<&TokenStream>,
    place: Option<&TokenStream>,
) -> TokenStream {
    let Program { plan, map, .. } = program;
    let arena = quote!(arena: &'a mut tm::Arena<#name>);
    let doc = " The model on an arena, which it uses alone as long as it lives.";
    if plan.state_bytes == 0 {
        return quote! {
            #[doc = #doc]
            pub const fn new(#arena) -> Self {
                Self { memory: arena.memory(), #rows }
            }
        };
    }
    let values = plan.state.keys().filter_map(|id| {
        Some(first_value(
            graph.state.get(id)?,
            graph.tensor(*id).bytes(),
            &map.tensor(*id),
            place,
        ))
    });
    quote! {
        #[doc = #doc]
        pub fn new(#arena) -> Self {
            let mut model = Self { memory: arena.memory(), state: tm::Memory::new(), #rows };
            model.reset();
            model
        }

        /// Forgets what earlier runs left: state is that of a new model.
        pub fn reset(&mut self) {
            #(#values)*
        }
    }
}

/// Writes what a tensor of so many bytes from `at` on holds before the first run.
fn first_value(
    initial: &Initial,
    bytes: usize,
    at: &Value,
    place: Option<&TokenStream>,
) -> TokenStream {
    let (length, at) = (literal::number(bytes), literal::value(at));
    let slot = quote!(self.state.get_mut::<tm::Slot<[u8; #length], #at>>());
    match initial {
        Initial::Filled(value) => {
            let value = literal::number((*value).into());
            quote!(#slot.fill(#value);)
        }
        Initial::Bytes(bytes) => {
            let bytes = literal::byte_string(bytes);
            quote! {
                {
                    #place
                    static FIRST: [u8; #length] = *#bytes;
                    #slot.copy_from_slice(&FIRST);
                }
            }
        }
    }
}

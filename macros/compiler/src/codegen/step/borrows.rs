//! Tensors and scratch, taken from their memories before the kernel is called.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal::{ident, ty, value};
use crate::program::{Action, Borrows, Joint, Slot, Step};

/// The tensors and scratch, taken from the arena, and the state.
pub(super) fn borrows(step: &Step) -> TokenStream {
    let ([reads, read_slots], [writes, write_slots]) = tuples(&step.in_arena);
    let is_batch = matches!(step.action, Action::Calls { images, .. } if images > 1);
    let io = is_batch.then(|| quote!(mut));
    let arena = match &step.io {
        Some(Joint::Shared(x, y)) => {
            let [x, y] = [x, y].map(slot);
            quote! {
                let (#io io, #reads, #writes) = memory.io::<#x, #y, #read_slots, #write_slots>();
            }
        }
        _ if step.in_arena.is_empty() => TokenStream::new(),
        _ => quote! {
            let (#reads, #writes) = memory.borrow::<#read_slots, #write_slots>();
        },
    };
    let state = step.state.map(|_| {
        let ([reads, read_slots], [writes, write_slots]) = tuples(&step.in_state);
        quote!(let (#reads, #writes) = state.borrow::<#read_slots, #write_slots>();)
    });
    let apart = match &step.io {
        Some(Joint::Apart(x, y)) => {
            let [x, y] = [x, y].map(value);
            Some(quote!(let #io io = tm::Io::new(#x, #y);))
        }
        _ => None,
    };
    quote!(#arena #state #apart)
}

/// `tm::Slot<[i8; 16], AT_CONV>`
pub(in super::super) fn slot(slot: &Slot) -> TokenStream {
    let (ty, at) = (ty(&slot.ty), value(&slot.at));
    quote!(tm::Slot<#ty, #at>)
}

/// Tuples of the names and of the slots: of what is read, and of what is written.
fn tuples(borrows: &Borrows) -> ([TokenStream; 2], [TokenStream; 2]) {
    let tuples = |borrows: &[(String, Slot)]| {
        let names = borrows.iter().map(|(name, _)| ident(name));
        let slots = borrows.iter().map(|(_, of)| slot(of));
        [quote!((#(#names,)*)), quote!((#(#slots,)*))]
    };
    (tuples(&borrows.reads), tuples(&borrows.writes))
}

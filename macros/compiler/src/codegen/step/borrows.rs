//! Tensors and scratch, taken from their memories before the kernel is called.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Body;

/// Slots that a kernel reads and writes, each with the name of its tensor.
#[derive(Default)]
pub(super) struct Borrows {
    pub(super) reads: Vec<(Ident, TokenStream)>,
    pub(super) writes: Vec<(Ident, TokenStream)>,
}

/// An input and an output that become an `Io`.
pub(super) enum Joint {
    /// Slots of the arena, which may share bytes.
    Shared(TokenStream, TokenStream),
    /// References to what shares nothing.
    Apart(TokenStream, Ident),
}

impl Body<'_> {
    /// The tensors and scratch, taken from the arena, and the state.
    pub(super) fn borrows(&self) -> TokenStream {
        let ([reads, read_slots], [writes, write_slots]) = self.arena.tuples();
        let io = (self.images > 1).then(|| quote!(mut));
        let arena = match &self.io {
            Some(Joint::Shared(x, y)) => quote! {
                let (#io io, #reads, #writes) = memory.io::<#x, #y, #read_slots, #write_slots>();
            },
            _ if self.arena.is_empty() => TokenStream::new(),
            _ => quote! {
                let (#reads, #writes) = memory.borrow::<#read_slots, #write_slots>();
            },
        };
        let state = self.has_state().then(|| {
            let ([reads, read_slots], [writes, write_slots]) = self.state.tuples();
            quote!(let (#reads, #writes) = state.borrow::<#read_slots, #write_slots>();)
        });
        let apart = match &self.io {
            Some(Joint::Apart(x, y)) => Some(quote!(let #io io = tm::Io::new(#x, #y);)),
            _ => None,
        };
        quote!(#arena #state #apart)
    }
}

impl Borrows {
    fn is_empty(&self) -> bool {
        self.reads.is_empty() && self.writes.is_empty()
    }

    /// Tuples of the names and of the slots: of what is read, and of what is written.
    fn tuples(&self) -> ([TokenStream; 2], [TokenStream; 2]) {
        let tuples = |borrows: &[(Ident, TokenStream)]| {
            let (names, slots): (Vec<_>, Vec<_>) = borrows.iter().cloned().unzip();
            [quote!((#(#names,)*)), quote!((#(#slots,)*))]
        };
        (tuples(&self.reads), tuples(&self.writes))
    }
}

//! The map of a memory: a constant for each place in it.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::literal::{ident, number, value};
use crate::program::MemoryMap;

/// `const AT_CONV: usize = 32;` and so on, in the order of addresses.
pub(super) fn constants(map: &MemoryMap) -> TokenStream {
    let places = map.places().into_iter().map(|place| {
        let (name, doc) = (ident(&place.name), format!(" {}", place.doc));
        let at = match &place.within {
            None => number(place.at).into_token_stream(),
            Some((whole, 0)) => value(whole),
            Some((whole, offset)) => {
                let (whole, offset) = (value(whole), number(*offset));
                quote!(#whole + #offset)
            }
        };
        quote! {
            #[doc = #doc]
            const #name: usize = #at;
        }
    });
    quote!(#(#places)*)
}

//! The way from the module of a model to the functions that the user gave for custom operators.
//!
//! A path of the user's holds where the macro is called, which may be the body of a function, and no path leads from the
//! module to there. So the module has a trait with a constant for each call, and the trait is implemented beside it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Step;

/// One call of a function of the user's.
#[derive(Debug, Clone)]
pub(super) struct Given {
    /// Of the constant that is the function, and of its type.
    pub(super) name: Ident,
    /// The function as a pointer.
    pub(super) ty: TokenStream,
    /// The path that the user wrote.
    pub(super) path: TokenStream,
}

/// The trait in the module, and its implementation beside it. Nothing for a model without custom operators.
pub(super) fn functions(steps: &[Step], module: &Ident) -> Option<[TokenStream; 2]> {
    let given: Vec<&Given> = steps.iter().flat_map(Step::given).collect();
    let types = given
        .iter()
        .map(|Given { name, ty, .. }| quote!(pub type #name = #ty;));
    let declared = given
        .iter()
        .map(|Given { name, .. }| quote!(const #name: #name;));
    let defined = given
        .iter()
        .map(|Given { name, path, .. }| quote!(const #name: #module::custom::#name = #path;));
    let declaration = quote! {
        /// The functions of custom operators.
        #[allow(non_camel_case_types)]
        pub mod custom {
            use super::tm;
            use tm::prelude::*;

            #(#types)*

            pub trait Functions {
                #(#declared)*
            }

            /// The functions that were given with the model.
            pub struct Given;
        }
    };
    let implementation = quote! {
        impl #module::custom::Functions for #module::custom::Given {
            #(#defined)*
        }
    };
    (!given.is_empty()).then_some([declaration, implementation])
}

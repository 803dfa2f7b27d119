//! The head of the type that the macro declares.

use proc_macro2::Ident;
use syn::{Attribute, Visibility};

/// The head of the type that the macro declares.
#[derive(Clone)]
pub struct Head {
    /// Doc comments and other attributes.
    pub attributes: Vec<Attribute>,
    /// The visibility; `pub` in the short form.
    pub visibility: Visibility,
    /// The name; in the short form it is made from the file's name and has the literal's span.
    pub name: Ident,
}

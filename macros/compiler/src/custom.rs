//! Custom operators that the user computes.

use proc_macro2::TokenStream;

/// A function of the user that computes the custom operators of one name.
#[derive(Debug, Clone)]
pub struct Custom {
    /// The operators' name in the model file: `OperatorCode.custom_code`.
    pub name: String,
    /// The path of the function.
    pub function: TokenStream,
}

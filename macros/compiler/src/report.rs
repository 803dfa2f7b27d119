//! Collection of errors for the user.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::ParseStream;

use crate::diagnostics;
use crate::head::Head;

/// The errors of one declaration. Phases push their errors; the pipeline stops between phases.
#[derive(Clone, Default)]
pub struct Report {
    /// The head of the declared type, as soon as it is known.
    pub item: Option<Box<Head>>,
    /// Items to emit beside the errors.
    pub beside: TokenStream,
    errors: Vec<syn::Error>,
}

/// Returns an error that underlines all of `tokens`.
pub fn error_at(tokens: impl ToTokens, message: impl Display) -> syn::Error {
    syn::Error::new_spanned(tokens, message)
}

/// Returns an error that underlines the next token, or the whole macro call if there is none.
pub fn error_here(input: ParseStream<'_>, message: impl Display) -> syn::Error {
    syn::Error::new(input.span(), message)
}

/// Runs a part of the compiler; a panic in it becomes an error that underlines `tokens`.
///
/// # Errors
/// `part` panics, which is a bug.
pub fn guard<T>(tokens: impl ToTokens, part: impl FnOnce() -> T) -> Result<T, syn::Error> {
    catch_unwind(AssertUnwindSafe(part)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        error_at(tokens, diagnostics::bug(text.unwrap_or("panicked")))
    })
}

impl Report {
    /// A report with no errors.
    pub fn new(item: Head) -> Self {
        Self {
            item: Some(Box::new(item)),
            ..Self::default()
        }
    }

    /// Adds an error.
    pub fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// Ends a phase.
    ///
    /// # Errors
    /// The whole report, if it has errors.
    pub fn propagate(&mut self) -> Result<(), Self> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(std::mem::take(self))
        }
    }

    /// Returns the report with a last error added.
    #[must_use]
    pub fn fail(mut self, error: syn::Error) -> Self {
        self.push(error);
        self
    }

    /// Returns the first lines of all errors.
    pub fn headlines(&self) -> Vec<String> {
        let errors = self.errors.iter().flat_map(|error| error.clone());
        errors
            .map(|error| {
                error
                    .to_string()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    }

    /// Returns one `compile_error!` for each error.
    ///
    /// The first is inside the declared type, so that rustc considers the type itself an error and
    /// reports nothing about later uses of it (observed with rustc 1.95 to 1.97).
    pub fn into_tokens(self) -> TokenStream {
        let mut errors = self.errors.iter().map(syn::Error::to_compile_error);
        let declared = self.item.map(|item| {
            let Head {
                attributes,
                visibility,
                name,
            } = *item;
            let docs = attributes
                .iter()
                .filter(|attribute| attribute.path().is_ident("doc"));
            let first = errors.next();
            quote!(#(#docs)* #visibility type #name<A = ()> = [A; #first];)
        });
        let beside = self.beside;
        quote!(#declared #(#errors)* #beside)
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::parse_quote;

    use super::*;

    fn report(errors: &[&str]) -> Report {
        let item = Head {
            attributes: vec![
                parse_quote!(#[doc = "Docs."]),
                parse_quote!(#[derive(Debug)]),
            ],
            visibility: parse_quote!(pub(crate)),
            name: parse_quote!(Keyword),
        };
        let mut report = Report::new(item);
        errors
            .iter()
            .for_each(|text| report.push(syn::Error::new(Span::call_site(), text)));
        report
    }

    #[test]
    fn the_first_error_is_in_the_type() {
        let tokens = report(&["one", "two"]).into_tokens();
        let expected = quote! {
            #[doc = "Docs."]
            pub(crate) type Keyword<A = ()> = [A; ::core::compile_error! { "one" }];
            ::core::compile_error! { "two" }
        };
        assert_eq!(tokens.to_string(), expected.to_string());
    }

    #[test]
    fn only_errors_stop_the_pipeline() {
        assert!(report(&[]).propagate().is_ok());
        let stopped = report(&["one\n\nhelp: two"])
            .propagate()
            .map_err(|report| report.headlines());
        assert_eq!(stopped, Err(vec!["one".to_owned()]));
    }

    #[test]
    fn panics_become_errors() {
        let error = guard(quote!("x.tflite"), || -> () { panic!("no {}", "luck") }).err();
        let text = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(
            text.starts_with("this is a bug in tiny_model, not a mistake of yours: no luck\n"),
            "{text}"
        );
        assert!(guard(quote!("x.tflite"), || 1).is_ok_and(|value| value == 1));
    }
}

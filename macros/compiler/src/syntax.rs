//! The syntax of `tiny_model!`.
//!
//! ```text
//! declaration = path [ "," options ]                                         // short form
//!             | attributes visibility "struct" Name "=" path ";" [ options ] // named form
//! path        = a string literal, or `concat!` and `env!` that make one
//! options     = option { "," option } [ "," ]
//! option      = ( "arena" | "flash" ) "<=" expression
//!             | "optimize" "=" ( "speed" | "size" )
//!             | "schedule" "=" ( "fastest" | "smallest" )
//!             | "input" "=" ( "whole" | "rows" )
//!             | "float16" "=" ( "widened" | "kept" )
//!             | "weights" "=" section
//!             | "custom" string "=" path
//! section     = a string literal: the name of a link section
//! ```

mod arithmetic;
mod name;
mod options;
mod path;

use proc_macro2::{Ident, Punct, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Token, parse_quote};

pub use options::{Budget, Options};
pub use path::ModelPath;

use crate::call_site::CallSite;
use crate::diagnostics::syntax as text;
use crate::head::Head;
use crate::report::{Report, error_at, error_here};

/// One use of `tiny_model!`.
#[derive(Clone)]
pub struct Declaration {
    /// The type to declare.
    pub item: Head,
    /// The path of the model file.
    pub path: ModelPath,
    /// The options after the path.
    pub options: Options,
}

/// Parses the arguments of `tiny_model!`.
///
/// # Errors
/// All mistakes, with the type's head if it could be parsed.
pub fn parse(tokens: TokenStream, site: &CallSite) -> Result<Declaration, Report> {
    let mut report = Report::default();
    let parser = |input: ParseStream<'_>| {
        let path = head(input, site, &mut report)?;
        let options = options::parse(input, &mut report);
        Ok((path, options))
    };
    let parsed = parser.parse2(tokens).map_err(|error| report.push(error));
    report.propagate()?;
    match (report.item.take(), parsed) {
        (Some(item), Ok((path, options))) => Ok(Declaration {
            item: *item,
            path,
            options,
        }),
        // One of them is missing only after an error.
        _ => Err(report),
    }
}

/// Parses everything before the options. Stores the item in the report as soon as it is known.
fn head(input: ParseStream<'_>, site: &CallSite, report: &mut Report) -> syn::Result<ModelPath> {
    if input.is_empty() {
        return Err(error_here(input, text::empty()));
    }
    if starts_item(input) {
        let item = report.item.insert(Box::new(item(input)?));
        if input.peek(Token![<]) {
            return Err(error_here(input, text::generics(&item.name)));
        }
        if input.parse::<Option<Token![=]>>()?.is_none() {
            return Err(error_here(input, text::missing_path(&item.name)));
        }
        let path = ModelPath::evaluate(input.call(path_expression)?, site)?;
        if input.parse::<Option<Token![;]>>()?.is_none() {
            let message = text::missing_semicolon(&declared(item, &path), &rest(input));
            return Err(error_at(&path.expr, message));
        }
        return Ok(path);
    }
    let path = ModelPath::evaluate(input.call(path_expression)?, site)?;
    report.item = Some(Box::new(Head {
        attributes: Vec::new(),
        visibility: parse_quote!(pub),
        name: name::from_path(&path)?,
    }));
    if !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
        let message = text::after_short_path(&path.expr.to_token_stream(), &rest(input));
        return Err(error_here(input, message));
    }
    Ok(path)
}

/// Parses `/// docs pub struct Name`.
fn item(input: ParseStream<'_>) -> syn::Result<Head> {
    let attributes = input.call(Attribute::parse_outer)?;
    if let Some(cfg) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("cfg"))
    {
        return Err(error_at(cfg, text::cfg_inside(&cfg.to_token_stream())));
    }
    let visibility = input.parse()?;
    if input.parse::<Option<Token![struct]>>()?.is_none() {
        let declared = other_item(&input.fork()).ok();
        return Err(error_here(input, text::not_a_struct(declared.as_deref())));
    }
    Ok(Head {
        attributes,
        visibility,
        name: input.parse()?,
    })
}

/// The declaration as the user wrote it: `pub struct Keyword = "models/keyword.tflite"`.
fn declared(item: &Head, path: &ModelPath) -> String {
    let Head {
        visibility, name, ..
    } = item;
    let expr = &path.expr;
    quote!(#visibility struct #name = #expr).to_string()
}

/// The name and path of an item that is not a struct: `Keyword = "models/keyword.tflite"`.
fn other_item(input: ParseStream<'_>) -> syn::Result<String> {
    input.call(Ident::parse_any)?;
    let name: Ident = input.parse()?;
    let equals: Token![=] = input.parse()?;
    let path: Expr = input.parse()?;
    Ok(quote!(#name #equals #path).to_string())
}

/// The options after the wrong punctuation at the current position, or an example.
fn rest(input: ParseStream<'_>) -> String {
    let after = input.fork();
    let _ = after.parse::<Punct>();
    match after.parse::<TokenStream>() {
        Ok(options) if !options.is_empty() => options.to_string(),
        _ => "arena <= 12 * 1024".to_owned(),
    }
}

/// Returns whether the named form begins here.
fn starts_item(input: ParseStream<'_>) -> bool {
    input.peek(Token![#]) || input.peek(Token![pub]) || input.peek(Token![struct])
}

fn path_expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    let start = input.span();
    input
        .parse()
        .map_err(|_| syn::Error::new(start, text::not_a_path()))
}

#[cfg(test)]
mod tests;

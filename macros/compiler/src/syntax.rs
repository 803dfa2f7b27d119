//! What the user writes.
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
//!             | "weights" "=" section
//!             | "custom" string "=" path
//! section     = a string literal: the name of a link section
//! ```

mod arithmetic;
mod name;
mod options;
mod path;

use proc_macro2::{Ident, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Token, Visibility, parse_quote};

pub use options::{Budget, Options, Resource};
pub use path::ModelPath;

use crate::diagnostics::syntax as text;
use crate::locate::CallSite;
use crate::report::{Report, error_at, error_here};

/// One use of `tiny_model!`.
#[derive(Clone)]
pub struct Declaration {
    /// The type to declare.
    pub item: Item,
    /// Where the model file is.
    pub path: ModelPath,
    /// Everything after the path.
    pub options: Options,
}

/// The head of the type that the macro declares.
#[derive(Clone)]
pub struct Item {
    /// Doc comments and other attributes.
    pub attributes: Vec<Attribute>,
    /// `pub` in the short form.
    pub visibility: Visibility,
    /// In the short form made from the file's name, with the literal's span.
    pub name: Ident,
}

/// Parses what stands between the delimiters of `tiny_model!`.
///
/// # Errors
/// Every mistake, with the type's head when that much could be read.
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
        // Either is missing only after an error.
        _ => Err(report),
    }
}

/// Parses up to the options. Leaves the item in the report as soon as it is known.
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
            return Err(error_at(&path.expr, text::missing_semicolon()));
        }
        return Ok(path);
    }
    let path = ModelPath::evaluate(input.call(path_expression)?, site)?;
    report.item = Some(Box::new(Item {
        attributes: Vec::new(),
        visibility: parse_quote!(pub),
        name: name::from_path(&path)?,
    }));
    if !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
        return Err(error_here(input, text::after_short_path()));
    }
    Ok(path)
}

/// Parses `/// docs pub struct Name`.
fn item(input: ParseStream<'_>) -> syn::Result<Item> {
    let attributes = input.call(Attribute::parse_outer)?;
    if let Some(cfg) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("cfg"))
    {
        return Err(error_at(cfg, text::cfg_inside()));
    }
    let visibility = input.parse()?;
    if input.parse::<Option<Token![struct]>>()?.is_none() {
        return Err(error_here(input, text::not_a_struct()));
    }
    Ok(Item {
        attributes,
        visibility,
        name: input.parse()?,
    })
}

/// Whether the named form begins here.
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

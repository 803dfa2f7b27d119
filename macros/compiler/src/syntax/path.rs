//! The model's path: a literal, or `concat!` and `env!`, which are evaluated here because a procedural
//! macro cannot expand other macros on stable Rust.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::{Expr, Lit, LitStr, Macro, Token};

use crate::call_site::CallSite;
use crate::diagnostics::syntax as text;
use crate::report::error_at;

/// The evaluated path of a model file.
#[derive(Clone)]
pub struct ModelPath {
    /// The path.
    pub value: String,
    /// The path for messages, with the names of environment variables: `$OUT_DIR/keyword.tflite`.
    pub shown: String,
    /// The environment variables in the path.
    pub env_vars: Vec<String>,
    /// The expression as written, which messages about the model underline.
    pub expr: Expr,
    /// The span of the last literal in the expression.
    pub span: Span,
}

impl ModelPath {
    /// Evaluates the path's expression.
    pub(super) fn evaluate(expr: Expr, site: &CallSite) -> syn::Result<Self> {
        let mut path = Self {
            value: String::new(),
            shown: String::new(),
            env_vars: Vec::new(),
            span: Span::call_site(),
            expr,
        };
        let expr = path.expr.clone();
        match ungrouped(&expr) {
            Expr::Lit(literal) if !matches!(literal.lit, Lit::Str(_)) => {
                return Err(error_at(literal, text::not_a_path()));
            }
            expr => path.append(expr, site)?,
        }
        if path.value.is_empty() {
            return Err(error_at(&path.expr, text::empty_path()));
        }
        Ok(path)
    }

    fn append(&mut self, expr: &Expr, site: &CallSite) -> syn::Result<()> {
        match ungrouped(expr) {
            Expr::Lit(literal) => {
                let text =
                    displayed(&literal.lit).ok_or_else(|| error_at(literal, text::not_a_path()))?;
                self.value.push_str(&text);
                self.shown.push_str(&text);
                self.span = literal.lit.span();
                Ok(())
            }
            Expr::Macro(call) => self.append_call(&call.mac, site),
            other => Err(error_at(other, text::not_a_path())),
        }
    }

    fn append_call(&mut self, call: &Macro, site: &CallSite) -> syn::Result<()> {
        let name = call
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default();
        match name.as_str() {
            "concat" => {
                let parts =
                    call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)?;
                parts.iter().try_for_each(|part| self.append(part, site))
            }
            "env" => {
                let arguments =
                    call.parse_body_with(Punctuated::<LitStr, Token![,]>::parse_terminated)?;
                let name = arguments
                    .first()
                    .ok_or_else(|| error_at(call, text::env_without_name()))?;
                let value = (site.env)(&name.value())
                    .ok_or_else(|| error_at(call, text::unset(&name.value())))?;
                self.value.push_str(&value);
                self.shown.push_str(&format!("${}", name.value()));
                self.env_vars.push(name.value());
                self.span = name.span();
                Ok(())
            }
            _ => Err(error_at(call, text::unknown_macro(&name))),
        }
    }
}

/// Returns the expression inside the invisible delimiters around a `macro_rules!` fragment.
pub(super) fn ungrouped(mut expr: &Expr) -> &Expr {
    while let Expr::Group(group) = expr {
        expr = &group.expr;
    }
    expr
}

/// Returns the text of a literal in `concat!`.
fn displayed(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Str(text) => Some(text.value()),
        Lit::Char(char) => Some(char.value().into()),
        Lit::Int(number) => Some(number.base10_digits().to_owned()),
        Lit::Float(number) => Some(number.base10_digits().to_owned()),
        Lit::Bool(bool) => Some(bool.value.to_string()),
        _ => None,
    }
}

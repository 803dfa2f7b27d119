//! What `tiny_model!` expands to.

use proc_macro2::TokenStream;
use quote::quote;

use crate::budget;
use crate::codegen;
use crate::compile::{Compiled, Failure, compile};
use crate::diagnostics::file as text;
use crate::locate::{self, CallSite, ModelFile};
use crate::report::{Report, error_at, guard};
use crate::syntax::{self, Declaration};

/// The declared type with its weights and functions, or errors at what the user wrote.
pub fn expand(tokens: TokenStream, site: &CallSite) -> TokenStream {
    declared(tokens, site).unwrap_or_else(Report::into_tokens)
}

fn declared(tokens: TokenStream, site: &CallSite) -> Result<TokenStream, Report> {
    let declaration = syntax::parse(tokens, site)?;
    let expr = &declaration.path.expr;
    let mut report = Report::new(declaration.item.clone());
    let file = match locate::read(&declaration.path, site) {
        Ok(file) => file,
        Err(message) => return Err(report.fail(error_at(expr, message))),
    };
    report.beside = locate::tracking(&file);
    guard(expr, || generated(&declaration, &file, report.clone()))
        .unwrap_or_else(|bug| Err(report.fail(bug)))
}

/// The declared type of a file that was found.
fn generated(
    declaration: &Declaration,
    file: &ModelFile,
    report: Report,
) -> Result<TokenStream, Report> {
    let compiled = match compile(&file.bytes) {
        Ok(compiled) => compiled,
        Err(failure) => return Err(refused(report, declaration, file, failure)),
    };
    let budgets = budgets(declaration, &compiled, report)?;
    let tracking = locate::tracking(file);
    let model = codegen::model(&declaration.item, &file.shown, &compiled);
    Ok(quote!(#model #budgets #tracking))
}

/// One error for each thing that is wrong with the model.
fn refused(
    mut report: Report,
    declaration: &Declaration,
    file: &ModelFile,
    failure: Failure,
) -> Report {
    let expr = &declaration.path.expr;
    match failure {
        Failure::Unreadable(error) => {
            report.push(error_at(
                expr,
                text::malformed(&file.shown, &file.bytes, &error),
            ));
        }
        Failure::Problems(problems) => {
            problems
                .iter()
                .for_each(|problem| report.push(error_at(expr, problem)));
        }
    }
    report
}

/// Judges the budgets; those that only rustc can judge become items.
fn budgets(
    declaration: &Declaration,
    compiled: &Compiled,
    mut report: Report,
) -> Result<TokenStream, Report> {
    let mut items = TokenStream::new();
    for budget in [&declaration.options.arena, &declaration.options.flash]
        .into_iter()
        .flatten()
    {
        match budget::check(budget, &compiled.requirement(budget.resource)) {
            Ok(item) => items.extend(item),
            Err(error) => report.push(error),
        }
    }
    report.propagate()?;
    Ok(items)
}

//! The expansion of `tiny_model!`.

mod remedies;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use remedies::Remedies;

use crate::budget;
use crate::call_site::CallSite;
use crate::codegen;
use crate::compile::{Failure, compile_with};
use crate::diagnostics::file as text;
use crate::graph::Graph;
use crate::locate::{self, ModelFile};
use crate::program::Program;
use crate::report::{Report, error_at, guard};
use crate::syntax::{self, Declaration};

/// Returns the declared type with its weights and functions, or errors that underline parts of the
/// user's code.
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
    guard(expr, || {
        generated(&declaration, &file, &site.runtime, report.clone())
    })
    .unwrap_or_else(|bug| Err(report.fail(bug)))
}

/// The declared type, for a file that was found: a program for each backend, of which the runtime
/// expands only the target's.
fn generated(
    declaration: &Declaration,
    file: &ModelFile,
    runtime: &TokenStream,
    report: Report,
) -> Result<TokenStream, Report> {
    let options = &declaration.options;
    let compiled = match compile_with(&file.bytes, options.choices(), &options.customs) {
        Ok(compiled) => compiled,
        Err(failure) => return Err(refused(report, declaration, file, failure)),
    };
    let remedies = Remedies::new(&file.bytes, options);
    let declared = |program: &Program| {
        let graph = &compiled.graph;
        let budgets = budgets(declaration, runtime, graph, program, &remedies)?;
        let (item, section) = (&declaration.item, declaration.options.weights.as_ref());
        let model = codegen::model(item, &file.shown, graph, program, section, runtime);
        Ok(quote!(#model #budgets))
    };
    let programs = compiled.programs.iter().map(|program| {
        let backend = Ident::new(program.backend.name(), Span::call_site());
        let tokens = declared(program).unwrap_or_else(Report::into_tokens);
        quote!(#runtime::__private::#backend! { #tokens })
    });
    let tracking = locate::tracking(file);
    Ok(quote!(#(#programs)* #tracking))
}

/// Reports one error for each problem of the model.
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
        Failure::NotByRows(message) => report.push(error_at(expr, message)),
        Failure::Problems(problems) => {
            problems
                .iter()
                .for_each(|problem| report.push(error_at(expr, problem)));
        }
    }
    report
}

/// Checks the budgets; the ones that only rustc can check become items.
fn budgets(
    declaration: &Declaration,
    runtime: &TokenStream,
    graph: &Graph,
    program: &Program,
    remedies: &Remedies<'_>,
) -> Result<TokenStream, Report> {
    let mut report = Report::new(declaration.item.clone());
    let mut items = TokenStream::new();
    for budget in [&declaration.options.arena, &declaration.options.flash]
        .into_iter()
        .flatten()
    {
        let mut requirement = program.requirement(graph, budget.resource);
        if requirement.is_doubtful(budget.value) {
            remedies.add(&mut requirement, program, budget);
        }
        match budget::check(budget, &requirement, runtime) {
            Ok(item) => items.extend(item),
            Err(error) => report.push(error),
        }
    }
    report.propagate()?;
    Ok(items)
}

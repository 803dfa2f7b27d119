//! The check of a model against the user's budgets.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use crate::diagnostics::{Message, budget as text};
use crate::report::error_at;
use crate::requirement::Requirement;
use crate::syntax::Budget;

/// Checks a budget that is arithmetic on literals. For another budget, returns an item with which rustc
/// checks it by a function of the runtime.
///
/// # Errors
/// The model does not fit.
pub fn check(
    budget: &Budget,
    requirement: &Requirement,
    runtime: &TokenStream,
) -> syn::Result<TokenStream> {
    match budget.value {
        Some(value) if requirement.bytes <= value => Ok(TokenStream::new()),
        Some(value) => Err(error_at(&budget.expr, text::exceeded(requirement, value))),
        None => Ok(assertion(
            &budget.expr.to_token_stream(),
            requirement,
            runtime,
        )),
    }
}

/// `const _: () = { let budget: usize = …; { use …::budget as check; check(needed, budget, …) } };`
///
/// The call has the spans of the user's expression, so that rustc underlines that expression. The
/// runtime's path has its own spans, and is a `use` outside the expression's scope. The type annotation
/// is beside the expression, so that rustc does not explain a wrong type by the declaration of one of
/// the runtime's functions.
fn assertion(
    budget: &TokenStream,
    requirement: &Requirement,
    runtime: &TokenStream,
) -> TokenStream {
    let spans = || budget.clone().into_iter().map(|token| token.span());
    let first = spans().next().unwrap_or_else(Span::call_site);
    let last = spans().last().unwrap_or_else(Span::call_site);

    let needed = Literal::u64_unsuffixed(requirement.bytes);
    let headline = text::needs(requirement.resource, requirement.bytes);
    let details = text::details(Message::new(""), requirement, None).details();
    let local = Ident::new("budget", Span::mixed_site());
    let ty = quote_spanned!(first=> ::core::primitive::usize);
    let check = Ident::new("check", first);
    let mut arguments = Group::new(
        Delimiter::Parenthesis,
        quote!(#needed, #local, #headline, #details),
    );
    arguments.set_span(last);
    let arguments = TokenTree::from(arguments);
    quote! {
        const _: () = {
            let #local: #ty = #budget;
            {
                use #runtime::__private::budget as #check;
                #check #arguments
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;
    use crate::choices::Resource;
    use crate::graph::Floats;
    use crate::requirement::{Alternative, Live, Peak, Row};

    fn requirement() -> Requirement {
        let row = |index, operator: &str, bytes| Row {
            index,
            operator: operator.to_owned(),
            inputs: vec![vec![1, 48, 48, 8]],
            output: vec![1, 48, 48, 16],
            bytes,
        };
        let live = |name: &str, shape, bytes| Live {
            name: name.to_owned(),
            shape,
            rows: None,
            bytes,
        };
        Requirement {
            resource: Resource::Arena,
            bytes: 64_512,
            rows: vec![
                row(1, "DEPTHWISE_CONV_2D", 46_080),
                row(2, "CONV_2D", 55_296),
            ],
            peak: Some(Peak {
                index: 2,
                operator: "CONV_2D".to_owned(),
                bytes: 55_296,
                unused: 9_216,
                live: vec![
                    live("model/relu", Some(vec![1, 48, 48, 16]), 36_864),
                    live("scratch", None, 18_432),
                ],
            }),
            floats: Floats::default(),
            tried: None,
            alternatives: vec![Alternative {
                options: "schedule = smallest".to_owned(),
                bytes: 21_304,
                way: "streaming the first 9 operators".to_owned(),
            }],
            raised: "arena <= 64512".to_owned(),
        }
    }

    fn budget(value: Option<u64>) -> Budget {
        Budget {
            resource: Resource::Arena,
            expr: parse_quote!(cfg::RAM),
            value,
        }
    }

    const DETAILS: &str = "

note: the peak is at operator 2 (CONV_2D), which runs with 55,296 bytes in use:

  memory                  shape        bytes
  model/relu              1x48x48x16  36,864
  scratch                             18,432
  unused between tensors               9,216

note: the operators that need the most memory:

  op  operator           inputs     output      live bytes
   2  CONV_2D            1x48x48x8  1x48x48x16      55,296
   1  DEPTHWISE_CONV_2D  1x48x48x8  1x48x48x16      46,080

help: add `schedule = smallest`: streaming the first 9 operators needs 21,304 bytes
help: or raise the budget: `arena <= 64512`";

    /// Checks a budget of the model.
    fn check(budget: &Budget) -> syn::Result<TokenStream> {
        super::check(budget, &requirement(), &quote!(::tiny_model))
    }

    #[test]
    fn a_known_budget_is_judged_here() {
        let fits = check(&budget(Some(64_512))).map(|tokens| tokens.is_empty());
        assert!(fits.is_ok_and(|empty| empty));
        let error = check(&budget(Some(65_511 - 1_000))).map_err(|error| error.to_string());
        let headline = "the model does not fit: it needs 64,512 bytes of arena, the budget is 64,511 bytes (1 too many)";
        assert_eq!(error.err(), Some(format!("{headline}{DETAILS}")));
    }

    #[test]
    fn another_budget_is_judged_by_rustc() {
        let tokens = check(&budget(None)).map(|tokens| tokens.to_string());
        let details = DETAILS.replace(
            "streaming the first 9 operators needs 21,304 bytes",
            "with `arena <= 21304` streaming the first 9 operators fits",
        );
        let needs = "the model does not fit: it needs 64,512 bytes of arena,";
        let expected = quote! {
            const _: () = {
                let budget: ::core::primitive::usize = cfg::RAM;
                {
                    use ::tiny_model::__private::budget as check;
                    check(64512, budget, #needs, #details)
                }
            };
        };
        assert_eq!(tokens.ok(), Some(expected.to_string()));
    }
}

//! The macro's expansion is Rust for every tool that reads tokens, not for rustc alone.

mod expansion;
mod files;

use expansion::{OPTIONS, expansion};
use files::{models, project};
use proc_macro2::{Literal, TokenStream, TokenTree};

/// Literals that are a sign and a number in one token.
fn signed_literals(tokens: TokenStream) -> Vec<Literal> {
    let found = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => signed_literals(group.stream()),
        TokenTree::Literal(literal) if literal.to_string().starts_with('-') => vec![literal],
        _ => Vec::new(),
    });
    found.collect()
}

#[test]
fn signs_are_tokens_of_their_own() {
    let models = models(&project("tests/models/data"));
    let calls = models
        .iter()
        .flat_map(|model| OPTIONS.map(|options| (model, options)));
    let mut compiled = 0;
    let mut signed = Vec::new();
    for (model, options) in calls {
        let tokens = expansion(model, options);
        // By rows only some can be fed.
        if tokens.to_string().contains("compile_error") {
            continue;
        }
        compiled += 1;
        let literals = signed_literals(tokens);
        if !literals.is_empty() {
            signed.push(format!("{model:?} with `{options}`: {literals:?}"));
        }
    }
    assert!(
        compiled > 3 * models.len(),
        "{compiled} of {}",
        models.len()
    );
    assert!(signed.is_empty(), "{}", signed.join("\n"));
}

//! The macro's expansion is Rust for every tool that reads tokens, not for rustc alone.

mod files;

use std::path::Path;

use files::{models, project};
use proc_macro2::{Literal, TokenStream, TokenTree};
use tiny_model_compiler::{CallSite, expand};

/// Options that lead to different code.
const OPTIONS: [&str; 4] = [
    "",
    "optimize = size, float16 = kept",
    "schedule = smallest",
    "schedule = smallest, input = rows",
];

/// The expansion of `tiny_model!` for all backends.
fn expansion(model: &Path, options: &str) -> TokenStream {
    let site = CallSite {
        manifest_dir: None,
        source_dir: None,
        env: |_| None,
        runtime: "::tiny_model".parse().expect("a path"),
    };
    let call = format!("struct Net = {model:?}; {options}");
    expand(call.parse().expect("tokens"), &site)
}

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

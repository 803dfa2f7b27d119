//! The macro's expansion is valid Rust for every tool that reads tokens, not only for rustc.

mod expansion;
mod files;

use std::collections::BTreeMap;

use expansion::{OPTIONS, expansion};
use files::{models, project};
use proc_macro2::{Literal, TokenStream, TokenTree};

/// Returns the literals that are a sign and a number in one token.
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
        // Only some models can be fed by rows.
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

/// Counts the names of places in tokens: how often each is declared, and how often it is there.
fn count_places(tokens: TokenStream, counts: &mut BTreeMap<String, [u32; 2]>) {
    let mut is_declared = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => count_places(group.stream(), counts),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if name.starts_with("AT_") {
                    let [declared, all] = counts.entry(name).or_default();
                    *declared += u32::from(is_declared);
                    *all += 1;
                }
                is_declared = ident == "const";
            }
            _ => is_declared = false,
        }
    }
}

#[test]
fn places_are_declared_once_and_used() {
    let mut wrong = Vec::new();
    for model in models(&project("tests/models/data")) {
        let file: syn::File = syn::parse2(expansion(&model, "")).expect("items");
        for item in file.items {
            let syn::Item::Macro(backend) = item else {
                continue;
            };
            let mut counts = BTreeMap::new();
            count_places(backend.mac.tokens, &mut counts);
            let of_model = counts.into_iter();
            wrong.extend(
                of_model
                    .filter(|(_, [declared, all])| *declared != 1 || *all < 2)
                    .map(|(name, counts)| format!("{name} of {model:?}: {counts:?}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
